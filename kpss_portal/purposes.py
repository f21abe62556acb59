"""What the office processes personal data for: the activities of its register (GDPR, Article 30), on one page.

Which data of which tables belong to an activity, and how long they are kept, is said by models: kpss_portal/personal_data.py.
"""

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class Ground(models.TextChoices):
    """Why the processing is lawful: GDPR, Article 6 (1)."""

    CONSENT = "consent", _("consent, Article 6 (1) (a) of the GDPR")
    DUTY = "duty", _("legal duty, Article 6 (1) (c) of the GDPR")
    TASK = "task", _("task in the public interest, Article 6 (1) (e) of the GDPR")


@dataclass(frozen=True, eq=False)
class Purpose:
    """One activity: what for, on what ground, whose data, and who else gets them."""

    key: str
    name: Any
    why: Any
    ground: Ground
    law: Any
    people: Any
    recipients: Any


PLANNING_LAW = _("Act No. 108/2006 Coll., on social services, § 94: planning of services and information about them")
NOBODY = _("nobody outside of the office and those who run the portal for it")
EVERYBODY = _("everybody: it is published on the portal")

ACCOUNTS = Purpose(
    "accounts",
    _("Accounts"),
    _("So that people of the office and members of groups can sign in and nobody else can in their name."),
    Ground.TASK,
    PLANNING_LAW,
    _("people of the office, members of working groups, council members"),
    NOBODY,
)
WORK = Purpose(
    "work",
    _("Who did what"),
    _("So that it can be shown who prepared, changed and approved what, and misuse can be found."),
    Ground.DUTY,
    _("GDPR, Articles 5 (2) and 32: accountability and security of processing"),
    _("people who sign in to the portal"),
    NOBODY,
)
CONTACTS = Purpose(
    "contacts",
    _("Published contacts"),
    _("So that people know whom to ask about social services and their planning."),
    Ground.TASK,
    PLANNING_LAW,
    _("people of the office and of organisations, in their office"),
    EVERYBODY,
)
CATALOGUE = Purpose(
    "catalogue",
    _("Catalogue of services and its verification"),
    _("So that the catalogue tells the truth: providers confirm their entries, anybody may tell of a mistake."),
    Ground.TASK,
    PLANNING_LAW,
    _("people who write for providers, people who write to us about the catalogue"),
    NOBODY,
)
NETWORK = Purpose(
    "network",
    _("Service network and joint financing"),
    _("So that providers and municipalities can ask for capacities, confirm shares and get letters about them."),
    Ground.TASK,
    PLANNING_LAW,
    _("people who answer for providers and municipalities"),
    NOBODY,
)
GROUPS = Purpose(
    "groups",
    _("Working groups and their meetings"),
    _("So that members can be invited, meetings can decide, and it stays known who sat at the table."),
    Ground.TASK,
    PLANNING_LAW,
    _("members of groups, their substitutes, guests, people who want to join"),
    _("other members of the group; the public sees names of those who agreed or act in a public office"),
)
CONSULTATION = Purpose(
    "consultation",
    _("Comments on the plan and needs of people"),
    _("So that comments can be answered and settled and needs can get into the plan."),
    Ground.TASK,
    PLANNING_LAW,
    _("people and organisations who write to us about the plan"),
    _("who deals with the comment; the public sees the name only when its owner wished it"),
)
PROGRESS = Purpose(
    "progress",
    _("How the plan is fulfilled"),
    _("So that those who carry out measures can report once a year how they stand."),
    Ground.TASK,
    PLANNING_LAW,
    _("people who report for organisations"),
    NOBODY,
)
NEWS = Purpose(
    "news",
    _("News of the plan by e-mail"),
    _("So that we can write to you when something happens with the plan that you follow."),
    Ground.CONSENT,
    _("GDPR, Article 7; the consent is given by the link in the first letter and ended by the link in each one"),
    _("people who asked for it"),
    NOBODY,
)
SURVEYS = Purpose(
    "surveys",
    _("Surveys"),
    _("So that the plan knows what people need. Answers are anonymous: nobody can tell who wrote which."),
    Ground.TASK,
    PLANNING_LAW,
    _("people who answer"),
    _("nobody; the public gets sums that hide small counts"),
)
MAILS = Purpose(
    "mails",
    _("Letters sent by the portal"),
    _("So that it is known what was sent and what could not be delivered."),
    Ground.TASK,
    PLANNING_LAW,
    _("people to whom the portal wrote"),
    _("the server that delivers mails of the office"),
)
ACCESSIBILITY = Purpose(
    "accessibility",
    _("Accessibility of the portal"),
    _("So that you can tell us what you cannot use on the portal, and we can answer you."),
    Ground.DUTY,
    _("Act No. 99/2019 Coll., on the accessibility of websites, § 8: statement with a way to give notice"),
    _("people who write to us about accessibility"),
    NOBODY,
)
PROTECTION = Purpose(
    "protection",
    _("Protection of forms and of signing in"),
    _(
        "So that machines do not flood forms and nobody guesses codes. Only a mark is kept, from which nobody can be known."
    ),
    Ground.DUTY,
    _("GDPR, Article 32: security of processing"),
    _("visitors who send a form"),
    NOBODY,
)
RIGHTS = Purpose(
    "rights",
    _("Consents and requests of people"),
    _("So that the office can prove that it had a consent and that it did what a person asked for."),
    Ground.DUTY,
    _("GDPR, Articles 5 (2), 7 (1) and 17"),
    _("people who gave a consent or asked for deletion"),
    NOBODY,
)

"""What each role is for, in words that the office reads when it gives the role to somebody."""

from typing import Any

from django.contrib.auth.models import Group
from django.utils.translation import gettext_lazy as _

from accounts.enums import Role

PURPOSE = {
    Role.ADMINISTRATOR: _(
        "Looks after people and their roles and after the office's settings. Does not approve plans."
    ),
    Role.COORDINATOR: _(
        "Runs the planning: writes plans, leads them through approval, keeps the catalogue and the pages."
    ),
    Role.EDITOR: _("Writes news and pages and keeps the catalogue. Does not move plans."),
    Role.READER: _("Reads drafts before the public does, for example a council member. Changes nothing."),
    Role.MEMBER: _(
        "Belongs to a working group: finds dates, papers and own tasks on one page. Sees no administration."
    ),
}
STAFF_ROLES = frozenset({Role.ADMINISTRATOR, Role.COORDINATOR, Role.EDITOR})  # they work in the administration


def create_groups(**_kwargs: Any) -> None:
    """One group for each role; harmless when they exist."""
    for role in Role:
        Group.objects.get_or_create(name=role.value)

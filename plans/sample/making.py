"""How the plans of the sample office came about: what the portal has no record of, all made up."""

from datetime import timedelta

from django.utils import timezone

from accounts.models import User
from plans.making.dating import span_of
from plans.making_enums import MakingKind
from plans.models import Milestone, Plan, PlanMaking
from plans.needs.numbering import first_version

INTRO = (
    "Plán připravovaly tři pracovní skupiny se zástupci uživatelů, poskytovatelů a obcí. Návrh projednala veřejnost a všechny "
    "připomínky mají odpověď."
)
CURRENT = (
    ("10.–11. 10. 2023", MakingKind.TRAINING, "Školení vedoucích pracovních skupin", "Dva dny, 14 lidí."),
    ("listopad 2023", MakingKind.CATALOGUE, "Ověření údajů v katalogu služeb u poskytovatelů", ""),
    ("leden–únor 2024", MakingKind.SURVEY, "Rozhovory s uživateli služeb", "Vedlo je 6 tazatelů v 9 obcích."),
    ("14. 3. 2024", MakingKind.MAYORS, "Setkání starostů obcí Litoměřicka", "Co obcím chybí a na co přispějí."),
    ("10. 4. 2024", MakingKind.GROUP, "Pracovní skupiny: potřeby a priority", "Společné jednání tří skupin."),
    ("květen 2024", MakingKind.STUDY, "Studie dostupnosti terénních služeb v malých obcích", ""),
    ("12. 6. 2024", MakingKind.STEERING, "Řídící skupina: návrh priorit", ""),
    ("2. 7. 2024", MakingKind.MEDIA, "Článek v ukázkovém zpravodaji o přípravě plánu", ""),
)
FOLLOWING = (
    (310, MakingKind.TRAINING, "Seminář pro nové členy pracovních skupin", ""),
    (270, MakingKind.CATALOGUE, "Ověření údajů v katalogu služeb u poskytovatelů", ""),
)  # days ago, told to the month


def load_making(current: Plan, following: Plan, coordinator: User) -> None:
    """Milestones of both plans, and since when the second one is being made."""
    PlanMaking.objects.create(plan=first_version(current.slug), intro=INTRO)
    today = timezone.localdate()
    PlanMaking.objects.create(plan=first_version(following.slug), begins_on=today - timedelta(days=330))
    months = tuple(
        (f"{today - timedelta(days=days):%m/%Y}", kind, title, text) for days, kind, title, text in FOLLOWING
    )
    for plan, rows in ((current, CURRENT), (following, months)):
        _write(first_version(plan.slug), rows, coordinator)


def _write(plan: Plan, rows: tuple[tuple[str, MakingKind, str, str], ...], coordinator: User) -> None:
    for when, kind, title, text in rows:
        milestone = Milestone(plan=plan, kind=kind, title=title, text=text, created_by=coordinator)
        milestone.span = span_of(when)
        milestone.save()

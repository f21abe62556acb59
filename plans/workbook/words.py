"""Czech words of the workbook and the choices they stand for; the first word of each is the one that is exported."""

from enum import Enum
from typing import TypeVar

from kpss_portal.czech import fold
from kpss_portal.yes_no import NO, YES
from plans.enums import AmountUnit, CostKind, InterventionKind, PlanKind
from plans.progress_enums import Direction

PLAN_KINDS = {
    PlanKind.COMMUNITY_PLAN: ("komunitní plán", "KPSS"),
    PlanKind.MEDIUM_TERM_PLAN: ("střednědobý plán", "střednědobý plán rozvoje sociálních služeb"),
    PlanKind.OTHER: ("jiný", "jiné", "ostatní"),
}
AMOUNT_UNITS = {
    AmountUnit.CZK: ("Kč", "koruny", "CZK"),
    AmountUnit.THOUSAND_CZK: ("tis. Kč", "tisíce Kč", "tis.", "tisíc Kč", "v tis. Kč"),
}
INTERVENTIONS = {
    InterventionKind.KEEP: ("udržení", "udržet", "zachování"),
    InterventionKind.IMPROVE: ("zlepšení", "zlepšit", "zkvalitnění"),
    InterventionKind.DEVELOP: ("rozvoj", "rozvíjet", "rozšíření"),
    InterventionKind.NEW: ("nová služba", "nová", "nová aktivita", "nové", "vznik"),
    InterventionKind.SUPPORT: ("podpora", "podpůrné"),
    InterventionKind.CROSS_CUTTING: ("průřezové", "průřez", "společné"),
}
COST_KINDS = {
    CostKind.PLANNED: ("plánované", "plán", "plánováno"),
    CostKind.APPROVED: ("schválené", "schváleno"),
    CostKind.SPENT: ("čerpané", "čerpáno", "skutečnost", "vyčerpáno"),
}
DIRECTIONS = {
    Direction.UP: ("roste", "růst", "zvýšit", "nahoru"),
    Direction.DOWN: ("klesá", "pokles", "snížit", "dolů"),
    Direction.KEEP: ("drží", "udržet", "beze změny"),
}
YES_NO = {True: YES, False: NO}

Choice = TypeVar("Choice", bound=Enum | bool)


def choice_for(word: str, table: dict[Choice, tuple[str, ...]]) -> Choice | None:
    """The choice that the word stands for, whatever its capitals and diacritics; None if it is not one."""
    wanted = " ".join(fold(word).split())
    return next((choice for choice, words in table.items() if wanted in map(fold, words)), None)


def word_for(choice: Choice, table: dict[Choice, tuple[str, ...]]) -> str:
    """The word that is written for the choice."""
    return table[choice][0]


def offered(table: dict[Choice, tuple[str, ...]]) -> str:
    """The words to choose from, for a message."""
    return ", ".join(words[0] for words in table.values())

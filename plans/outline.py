"""What chapters and levels are for, guessed from their names: a start that the coordinator can mend."""

from kpss_portal.czech import fold
from plans.enums import ChapterRole, LevelRole

CHAPTER_WORDS = (  # the first that fits decides
    (ChapterRole.PREVIOUS, ("vyhodnoceni predchoz", "predchozi plan", "predchoziho planu", "minuleho planu")),
    (ChapterRole.FOREWORD, ("uvodni slovo", "predmluva", "slovo starost")),
    (ChapterRole.SETTLEMENT, ("vyporadani", "pripomink")),
    (
        ChapterRole.MONITORING,
        ("monitor", "vyhodnoc", "hodnoceni", "aktualizac", "zmeny planu", "realizace planu", "napln"),
    ),
    (ChapterRole.DUTIES, ("povinnost", "odpovednost")),
    (ChapterRole.FINANCE, ("financ", "rozpoc", "naklad")),
    (
        ChapterRole.PROCESS,
        ("jak plan vznik", "vznik planu", "zpusob zpracovani", "postup", "organizac", "proces", "zapojeni", "ucastni"),
    ),
    (ChapterRole.TERRITORY, ("uzemi", "region", "popis obc")),
    (ChapterRole.ANALYSES, ("analyz", "sociodemograf", "potreb", "swot")),
    (ChapterRole.STRATEGY, ("strateg", "vize", "priorit", "navazn")),
    (ChapterRole.ANNEX, ("priloh", "zkratk", "seznam", "zdroje", "slovnic")),
    (ChapterRole.FOREWORD, ("uvod",)),
)
LEVEL_WORDS = (
    (LevelRole.ACTIVITY, ("aktivit", "krok", "cinnost", "ukol")),
    (LevelRole.MEASURE, ("opatren", "projekt", "zamer")),
    (LevelRole.GOAL, ("cil",)),
    (LevelRole.GROUPING, ("priorit", "oblast", "pilir", "skupina", "tema", "kapitola", "okruh")),
)


def guess_chapter_role(title: str) -> ChapterRole:
    """What a chapter of this heading usually tells."""
    folded = fold(title)
    return next((role for role, parts in CHAPTER_WORDS if any(part in folded for part in parts)), ChapterRole.OTHER)


def guess_level_roles(names: tuple[str, ...]) -> list[LevelRole]:
    """What levels of these names are for; unknown names by their place: the first groups, the last is done."""
    roles = [
        next((role for role, parts in LEVEL_WORDS if any(part in fold(name) for part in parts)), None) for name in names
    ]
    return [
        role or (LevelRole.GROUPING if index < len(names) - 1 else LevelRole.MEASURE)
        for index, role in enumerate(roles)
    ]

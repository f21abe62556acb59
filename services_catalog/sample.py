"""What the sample office has in its catalogue besides the services of the register."""

from datetime import timedelta

from django.utils import timezone

from community.models import Municipality
from services_catalog.models import UnmetSearch

UNMET = (  # words, municipality, days ago and how many times; made up
    ("canisterapie", "", ((3, 2), (20, 1), (45, 3))),
    ("nocni sluzba pro seniory", "Terezín", ((2, 1), (11, 2), (70, 2))),
    ("doprava na dialyzu", "Úštěk", ((1, 1), (33, 4), (64, 2), (95, 3))),
    ("svepomocna skupina", "", ((8, 1), (120, 1))),
    ("pujcovna lezadel", "Štětí", ((5, 1),)),
)


def load_unmet() -> None:
    """Searches without result over the last months."""
    towns = {town.name: town for town in Municipality.objects.in_territory()}
    today = timezone.localdate()
    UnmetSearch.objects.bulk_create(
        (
            UnmetSearch(words=words, municipality=towns.get(town), day=today - timedelta(days=ago), count=count)
            for words, town, days in UNMET
            for ago, count in days
        ),
        ignore_conflicts=True,
    )

"""Answers written anew in random order under new random keys.

Keys are random from the beginning; what is left is where a row lies and which transaction wrote it (in PostgreSQL `ctid`
and `xmin`, in SQLite the free space of a page). After mixing all rows lie in an order drawn at random and are of one
transaction, so whoever holds the files cannot tell who answered before whom.
"""

import secrets

from django.db import transaction

from surveys.keys import random_key
from surveys.models import Response, Survey

AT_ONCE = 1_000  # rows
random = secrets.SystemRandom()


@transaction.atomic
def mix(survey: Survey) -> int:
    """Writes all answers of the survey anew; gives how many."""
    rows = list(Response.objects.select_for_update(of=("self",)).filter(survey=survey).order_by("id"))
    Response.objects.filter(survey=survey).delete()
    random.shuffle(rows)
    for row in rows:
        row.id = random_key()
        row._state.adding = True
    Response.objects.bulk_create(rows, batch_size=AT_ONCE)
    return len(rows)

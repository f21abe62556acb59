"""Names of statuses, which pages ask for again and again, kept in memory until the office changes one."""

from typing import Any

from django.db.models.signals import post_delete, post_save

from kpss_portal.remembered import Remembered
from plans.models import FulfilmentLabel, labels_of_statuses

known_labels: Remembered[dict[str, str]] = Remembered("plans.labels_of_statuses", labels_of_statuses)


def _forget(**kwargs: Any) -> None:
    known_labels.forget_after_commit()


for signal in (post_save, post_delete):
    signal.connect(_forget, sender=FulfilmentLabel, dispatch_uid="plans.labels_of_statuses")

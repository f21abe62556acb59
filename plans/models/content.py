"""What all parts of a plan share: they belong to one plan and freeze with it (law 1: approved means frozen).

Two doors are locked. The ORM refuses in words a clerk understands, and triggers of the database
(`plans/freezing.py`) refuse whatever comes by another way.
"""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.db import models

from plans.errors import PlanIsFrozen
from plans.models.plan import Plan


class ContentQuerySet(models.QuerySet[Any]):
    """Parts of plans; changes of many rows at once ask about the freeze as well."""

    def of_frozen_plans(self) -> "ContentQuerySet":
        """Rows whose plan is approved."""
        return self.filter(**{f"{self.model.PLAN_PATH}__frozen_at__isnull": False})

    def _refuse_frozen(self) -> None:
        if self.order_by().of_frozen_plans().exists():
            raise PlanIsFrozen

    def update(self, **values: Any) -> int:
        """As Django's; PlanIsFrozen if a row belongs to an approved plan."""
        self._refuse_frozen()
        return super().update(**values)

    def delete(self) -> tuple[int, dict[str, int]]:
        """As Django's; PlanIsFrozen if a row belongs to an approved plan."""
        self._refuse_frozen()
        return super().delete()

    def bulk_create(self, objs: Iterable[Any], *args: Any, **kwargs: Any) -> list[Any]:
        """As Django's; PlanIsFrozen if a row would come into an approved plan."""
        rows = list(objs)
        refuse_frozen_plans({row.frozen_plan_id() for row in rows})
        return super().bulk_create(rows, *args, **kwargs)

    def bulk_update(self, objs: Iterable[Any], *args: Any, **kwargs: Any) -> int:
        """As Django's; PlanIsFrozen if a row belongs to an approved plan."""
        rows = list(objs)
        refuse_frozen_plans({row.frozen_plan_id() for row in rows})
        return super().bulk_update(rows, *args, **kwargs)


def refuse_frozen_plans(plan_ids: set[int | None]) -> None:
    """PlanIsFrozen if any of the plans is approved; asks the database, since a loaded object may be stale."""
    if Plan.objects.filter(pk__in=[key for key in plan_ids if key is not None], frozen_at__isnull=False).exists():
        raise PlanIsFrozen


class PlanContent(models.Model):
    """A row that is a part of a plan."""

    PLAN_PATH = "plan"  # lookup from the row to its plan

    objects: ClassVar[Any] = ContentQuerySet.as_manager()

    class Meta:
        abstract = True

    def frozen_plan_id(self) -> int | None:
        """Key of the plan that this row belongs to."""
        owner: Any = self
        for step in self.PLAN_PATH.split("__")[:-1]:
            owner = getattr(owner, step)
        return getattr(owner, "plan_id", None)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """As Django's; PlanIsFrozen for an approved plan."""
        refuse_frozen_plans({self.frozen_plan_id()})
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """As Django's; PlanIsFrozen for an approved plan."""
        refuse_frozen_plans({self.frozen_plan_id()})
        return super().delete(*args, **kwargs)


class ItemContent(PlanContent):
    """A row that hangs on an item of a plan."""

    PLAN_PATH = "item__plan"

    class Meta:
        abstract = True

    def frozen_plan_id(self) -> int | None:
        """Key of the item's plan."""
        item: Any = getattr(self, "item", None)
        return item.plan_id if item else None

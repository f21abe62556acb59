"""Model fields that several apps use."""

from typing import Any

from django.db import models

from kpss_portal.czech import sort_key


class SortKeyField(models.CharField):
    """Czech sort key of another text field, kept in step at every save; order lists by it.

    `bulk_create` and `save` keep it; `queryset.update()` of the source does not, so names are not changed that way.
    """

    def __init__(self, source: str, **options: Any) -> None:
        self.source = source
        usual: dict[str, Any] = {"max_length": 400, "editable": False, "default": "", "db_index": True}
        super().__init__(**usual | options)

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        """The key of the source's present value."""
        key = sort_key(getattr(model_instance, self.source) or "")[: self.max_length]
        setattr(model_instance, self.attname, key)
        return key

    def deconstruct(self) -> Any:
        """For migrations: the source is part of the field."""
        name, path, args, options = super().deconstruct()
        return name, path, [self.source, *args], options

"""Uploading boundaries: the file is read before it is stored."""

import hashlib
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.translation import gettext_lazy as _

from community.boundaries import MOST_BYTES, Shape, known_by_code, read_boundaries, too_large
from community.models import Municipality, TerritoryMap
from kpss_portal.editing import GuardedForm
from kpss_portal.files import refuse_infected


class TerritoryMapForm(GuardedForm):
    """A file of boundaries with its source and date."""

    class Meta:
        model = TerritoryMap
        fields = ["file", "source", "as_of", "is_schematic"]

    shapes: list[Shape] | None = None
    data_sha256 = ""

    def clean_file(self) -> Any:
        """Let in by its content alone; its size is looked at before it is read."""
        file = self.cleaned_data["file"]
        if "file" not in self.changed_data or not file:
            return file
        if file.size > MOST_BYTES:
            raise ValidationError(too_large())
        data = file.read()
        refuse_infected(data)
        self.shapes = known_by_code(read_boundaries(data), Municipality.objects.in_territory())
        if not any(shape.code for shape in self.shapes):
            raise ValidationError(
                _(
                    "No municipality of the territory was recognised in the file."
                    " Shapes need the code or the name of the municipality."
                )
            )
        self.data_sha256 = hashlib.sha256(data).hexdigest()
        return ContentFile(data, name="uzemi.geojson")

    def save(self, commit: bool = True) -> TerritoryMap:
        """Stores the shapes with the file."""
        if self.shapes is not None:
            self.instance.shapes = [shape.stored() for shape in self.shapes]
            self.instance.sha256 = self.data_sha256
        return super().save(commit)

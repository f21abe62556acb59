"""Forms of the comparison with the state register."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from services_catalog.register.codes import read_list
from services_catalog.register.faults import RegisterFault

MOST_BYTES = 400 * 1024 * 1024  # the real file has 99 MB
MOST_LISTS = 20


class ManyFilesInput(forms.ClearableFileInput):
    """Chooses several files at once."""

    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Several files; the cleaned value is a list."""

    widget = ManyFilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Each file by itself."""
        files = data if isinstance(data, list | tuple) else [data]
        return [super(ManyFilesField, self).clean(file, initial) for file in files if file]


class RegisterUploadForm(forms.Form):
    """The ministry's file and its code lists; the lists of the last time hold when none is given."""

    file = forms.FileField(
        label=gettext_lazy("File of the register (rpss.json)"),
        help_text=gettext_lazy("Open data of the ministry: data.mpsv.cz, file rpss.json, about 100 MB."),
        widget=forms.FileInput(attrs={"accept": ".json,application/json"}),
    )
    lists = ManyFilesField(
        label=gettext_lazy("Code lists (several files at once)"),
        help_text=gettext_lazy("Not needed the next time, unless the ministry has changed them."),
        required=False,
    )

    def clean_file(self) -> Any:
        """Not larger than any file of the register may be."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise ValidationError(_("The file is larger than %(limit)d MB.") % {"limit": MOST_BYTES // 1024 // 1024})
        return file

    def clean_lists(self) -> dict[str, dict[str, str]]:
        """Code lists by their content."""
        files = self.cleaned_data["lists"]
        if len(files) > MOST_LISTS:
            raise ValidationError(_("Choose at most %(count)d files.") % {"count": MOST_LISTS})
        lists: dict[str, dict[str, str]] = {}
        for file in files:
            try:
                lists |= read_list(file.name or "", file)
            except RegisterFault as fault:
                raise ValidationError(str(fault)) from fault
        return lists

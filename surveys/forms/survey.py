"""Facts of a survey, its sections and questions, as the office writes them."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kpss_portal.editing import GuardedForm
from surveys import outline
from surveys.enums import Language, QuestionKind
from surveys.models import Question, Section, Survey
from surveys.models.survey import SENSITIVE_THRESHOLD
from surveys.questionnaire import scale_options


class SurveyForm(GuardedForm):
    """Facts of a survey; of an opened one only what may still change."""

    variants = forms.MultipleChoiceField(
        label=gettext_lazy("other variants of the texts"),
        choices=Language.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("You write them beside each question."),
    )

    class Meta:
        model = Survey
        fields = [
            "title", "slug", "audience", "intro", "thanks", "anonymity", "is_sensitive", "threshold", "retention_months",
            "has_open_web", "has_codes", "has_paper", "is_quick_poll", "opens_at", "closes_at",
        ]  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["variants"] = self.instance.languages

    def clean(self) -> dict[str, Any]:
        """A sensitive survey gets its higher threshold by itself; an opened one closes neither in the past nor sooner."""
        cleaned = super().clean()
        if cleaned.get("is_sensitive") and (cleaned.get("threshold") or 0) < SENSITIVE_THRESHOLD:
            cleaned["threshold"] = SENSITIVE_THRESHOLD
        if "variants" in cleaned:
            self.instance.languages = cleaned["variants"]
        closes_at = cleaned.get("closes_at")
        if self.instance.is_fixed and "closes_at" in self.changed_data and closes_at and closes_at <= timezone.now():
            self.add_error("closes_at", _("To close the survey now, use the step “Close the survey”."))
        return cleaned


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _area(label: Any, rows: int = 6, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label, required=False, help_text=help_text, widget=forms.Textarea(attrs={"rows": rows, "cols": 60})
    )


class ConditionField(forms.MultipleChoiceField):
    """Answers of earlier questions, by which something is shown; grouped by question."""

    def __init__(self, earlier: list[Question]) -> None:
        self.sources = {str(question.pk): question for question in earlier}
        super().__init__(
            label=gettext_lazy("Show only for these answers"),
            required=False,
            choices=[(str(question), self._pairs(question)) for question in earlier],
            widget=forms.SelectMultiple(attrs={"size": 10}),
            help_text=gettext_lazy(
                "Nothing chosen: always shown. Several answers of one question: any of them. Of several questions: all "
                "must hold. Choose more by Ctrl."
            ),
        )

    def _pairs(self, question: Question) -> list[tuple[str, str]]:
        options = scale_options(question) if question.kind == QuestionKind.SCALE else _choices(question)
        return [(f"{question.pk}|{value}", f"{question.code}: {text}") for value, text in options]

    def clean(self, value: Any) -> dict[Question, list[Any]]:
        """Values by question."""
        found: dict[Question, list[Any]] = {}
        for pair in super().clean(value):
            key, _bar, chosen = pair.partition("|")
            found.setdefault(self.sources[key], []).append(int(chosen) if chosen.isdecimal() else chosen)
        return found


def _choices(question: Question) -> list[tuple[int, str]]:
    return [(choice.value, choice.text) for choice in question.choices.all()]


def _earlier(survey: Survey, before: Question | Section) -> list[Question]:
    """Questions by which one may branch, asked before the question or section."""
    found = []
    for question in outline.in_order(survey):
        if question.pk == before.pk and isinstance(before, Question):
            break
        if isinstance(before, Section) and question.section.position >= before.position:
            break
        if question.kind in QuestionKind.deciding():
            found.append(question)
    return found


def _chosen(target: Question | Section) -> list[str]:
    return [f"{row.source_id}|{value}" for row in target.conditions.all() for value in row.values]


class Translated(GuardedForm):
    """A form of something with texts: fields for each variant that the survey has."""

    translated: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for variant in self.instance.survey.variants:
            for name in self.translated:
                label = f"{self.fields[name].label} – {variant.label}"
                self.fields[f"{name}_{variant.value}"] = _area(label, 2)
                self.initial[f"{name}_{variant.value}"] = self.instance.translations.get(variant, {}).get(name, "")

    def translations(self, thing: Any, names: tuple[str, ...]) -> dict[str, dict[str, str]]:
        """Texts by variant, without empty ones."""
        found = {}
        for variant in self.instance.survey.variants:
            texts = {name: self.cleaned_data.get(f"{name}_{variant.value}", "").strip() for name in names}
            found[variant.value] = {name: text for name, text in texts.items() if text}
        return {variant: texts for variant, texts in found.items() if texts}


class SectionTextForm(Translated):
    """A section: its words and when it is shown."""

    translated = ("title", "text")

    class Meta:
        model = Section
        fields = ["title", "text"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["conditions"] = ConditionField(_earlier(self.instance.survey, self.instance))
        self.initial["conditions"] = _chosen(self.instance)

    def store(self) -> Section:
        """Writes everything."""
        section: Section = self.instance
        section.translations = self.translations(section, self.translated)
        section.save()
        outline.write_conditions(section, self.cleaned_data["conditions"])
        return section


SHOWN_FOR = {  # fields that only some kinds have
    "limit": {QuestionKind.SEVERAL, QuestionKind.RANKING},
    "scale_min": {QuestionKind.SCALE},
    "scale_max": {QuestionKind.SCALE},
    "scale_min_label": {QuestionKind.SCALE},
    "scale_max_label": {QuestionKind.SCALE},
    "has_dont_know": {QuestionKind.SCALE},
    "least": {QuestionKind.NUMBER, QuestionKind.YEAR},
    "most": {QuestionKind.NUMBER, QuestionKind.YEAR},
    "unit": {QuestionKind.NUMBER},
}


class QuestionForm(Translated):
    """A question of a kind: only what the kind needs."""

    translated = ("text", "help")

    class Meta:
        model = Question
        fields = [
            "text", "help", "is_required", "is_sub", "limit", "scale_min", "scale_max", "scale_min_label",
            "scale_max_label", "has_dont_know", "least", "most", "unit",
        ]  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        question: Question = self.instance
        for name, kinds in SHOWN_FOR.items():
            if question.kind not in kinds:
                del self.fields[name]
        if question.kind == QuestionKind.INFO:
            del self.fields["is_required"], self.fields["is_sub"]
        if question.kind in QuestionKind.with_choices():
            self._add_list("choices", _("Choices, one a line"), question.choices.all())
            self.fields["last_excludes"] = forms.BooleanField(
                label=_("The last choice excludes the others"),
                required=False,
                help_text=_("For example: with nothing, I know none."),
            )
            self.initial["last_excludes"] = any(choice.is_exclusive for choice in question.choices.all())
            if question.kind != QuestionKind.SEVERAL:
                del self.fields["last_excludes"]
        if question.kind == QuestionKind.MATRIX:
            self._add_list("rows", _("Rows of the table, one a line"), question.rows.all())
        self.fields["conditions"] = ConditionField(_earlier(question.survey, question))
        self.initial["conditions"] = _chosen(question)

    def _add_list(self, name: str, label: str, rows: Any) -> None:
        self.fields[name] = _area(label, 8)
        self.initial[name] = "\n".join(row.text for row in rows)
        for variant in self.instance.survey.variants:
            self.fields[f"{name}_{variant.value}"] = _area(f"{label} – {variant.label}", 8)
            self.initial[f"{name}_{variant.value}"] = "\n".join(
                row.translations.get(variant, {}).get("text", row.text) for row in rows
            )

    def _clean_lines(self, name: str) -> None:
        lines = _lines(self.cleaned_data.get(name, ""))
        if len(lines) != len(set(lines)):
            self.add_error(name, _("Two lines are the same."))
        if any(len(line) > 200 for line in lines):  # as the field of the model
            self.add_error(name, _("A line has at most 200 letters."))

    def clean(self) -> dict[str, Any]:
        """Lines differ from each other."""
        cleaned = super().clean()
        for name in ("choices", "rows"):
            if name in self.fields:
                self._clean_lines(name)
        return cleaned

    def store(self) -> Question:
        """Writes the question with its choices, rows and conditions, and numbers the survey anew."""
        question: Question = self.instance
        question.translations = self.translations(question, self.translated)
        question.save()
        if "choices" in self.fields:
            outline.write_choices(
                question, _lines(self.cleaned_data["choices"]), self.cleaned_data.get("last_excludes", False)
            )
            self._translate_rows("choices", question.choices.order_by("position"))
        if "rows" in self.fields:
            outline.write_rows(question, _lines(self.cleaned_data["rows"]))
            self._translate_rows("rows", question.rows.order_by("position"))
        outline.write_conditions(question, self.cleaned_data["conditions"])
        outline.renumber(question.survey)
        return question

    def _translate_rows(self, name: str, rows: Any) -> None:
        """The lines of a variant belong to the lines of the Czech text one by one."""
        variants = {
            variant.value: _lines(self.cleaned_data.get(f"{name}_{variant.value}", ""))
            for variant in self.instance.survey.variants
        }
        for place, row in enumerate(rows):
            row.translations = {
                code: {"text": lines[place]}
                for code, lines in variants.items()
                if place < len(lines) and lines[place] != row.text
            }
            row.save(update_fields=["translations"])

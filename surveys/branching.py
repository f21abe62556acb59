"""When a question is shown, and what is wrong with branching before anybody is asked."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from surveys.questionnaire import Asked, Part, Questionnaire, Rule

Answers = dict[str, Any]


def given(value: Any) -> set[Any]:
    """An answer as a set of chosen values."""
    if value is None:
        return set()
    return set(value) if isinstance(value, list) else {value}


class Path:
    """The way of one respondent: which parts and questions their answers lead them through."""

    def __init__(self, questionnaire: Questionnaire, answers: Answers) -> None:
        self.answers = answers
        self.shown: set[str] = set()  # numbers of questions that are shown and asked
        self.parts: list[tuple[Part, list[Asked]]] = []
        for part in questionnaire.parts:
            questions = list(self._walk(part)) if self._holds(part.rules) else []
            if questions:
                self.parts.append((part, questions))

    def _walk(self, part: Part) -> Iterator[Asked]:
        for question in part.questions:
            if self._holds(question.rules):
                if question.code:
                    self.shown.add(question.code)
                yield question

    def _holds(self, rules: list[Rule]) -> bool:
        """All conditions hold; an answer to a question that is not shown counts for nothing."""
        return all(rule.code in self.shown and given(self.answers.get(rule.code)) & rule.values for rule in rules)

    def kept(self) -> Answers:
        """Answers to questions that are shown."""
        return {code: value for code, value in self.answers.items() if code in self.shown}

    def dropped(self) -> list[str]:
        """Numbers of questions that were answered and later hidden by another answer."""
        return [code for code in self.answers if code not in self.shown]

    def missing(self) -> list[Asked]:
        """Required questions without an answer."""
        return [
            question
            for _part, questions in self.parts
            for question in questions
            if question.is_required and question.code not in self.answers
        ]


def faults_of(questionnaire: Questionnaire) -> list[str]:
    """Circles and dead ends in words; an empty list when everybody can reach what is meant for them."""
    questions = questionnaire.by_code()
    faults: list[str] = []
    seen: set[str] = set()
    for part in questionnaire.parts:
        faults += _faults(_("Section “%(title)s”") % {"title": part.title}, part.rules, questions, seen)
        for question in part.questions:
            name = _("Question %(code)s") % {"code": question.code or f"“{question.text[:40]}”"}
            faults += _faults(name, [*question.rules], questions, seen, inherited=part.rules)
            seen.add(question.code)
    return faults


def _faults(
    name: str, rules: list[Rule], questions: dict[str, Asked], seen: set[str], inherited: list[Rule] | None = None
) -> Iterator[str]:
    for rule in rules:
        source = questions.get(rule.code)
        if source is None or rule.code not in seen:
            yield _("%(name)s waits for an answer that comes only after it: nobody would ever see it.") % {"name": name}
            continue
        if not rule.values & _possible(source):
            yield _("%(name)s waits for an answer that question %(code)s does not offer.") % {
                "name": name,
                "code": rule.code,
            }
    yield from _contradictions(name, [*rules, *(inherited or [])], questions)


def _contradictions(name: str, rules: list[Rule], questions: dict[str, Asked]) -> Iterator[str]:
    """Two conditions on one answer that cannot hold at once; several choices may hold both."""
    by_code: dict[str, frozenset[Any]] = {}
    for rule in rules:
        source = questions.get(rule.code)
        if source is None or source.kind == "several":
            continue
        common = by_code.get(rule.code, rule.values) & rule.values
        if not common and by_code.get(rule.code):
            yield _("%(name)s has conditions that cannot hold together.") % {"name": name}
        by_code[rule.code] = common


def _possible(source: Asked) -> frozenset[Any]:
    return frozenset(value for value, _text in source.options)


def told(questionnaire: Questionnaire) -> list[str]:
    """Branching as a list of sentences."""
    questions = questionnaire.by_code()
    sentences = []
    for part in questionnaire.parts:
        if part.rules:
            sentences.append(
                _("Section “%(name)s” is shown when %(when)s.")
                % {"name": part.title, "when": _when(part.rules, questions)}
            )
        sentences += [
            _("Question %(name)s is shown when %(when)s.")
            % {"name": question.code or f"“{question.text[:40]}”", "when": _when(question.rules, questions)}
            for question in part.questions
            if question.rules
        ]
    return sentences


def _when(rules: list[Rule], questions: dict[str, Asked]) -> str:
    return _(" and ").join(
        _("question %(code)s is answered %(values)s") % {"code": rule.code, "values": _values(rule, questions)}
        for rule in rules
    )


def when_in_words(questionnaire: Questionnaire, rules: list[Rule]) -> str:
    """Conditions in words, as a part of a sentence."""
    return _when(rules, questionnaire.by_code())


def _values(rule: Rule, questions: dict[str, Asked]) -> str:
    said = dict(questions[rule.code].options) if rule.code in questions else {}
    return _(" or ").join(f"„{said.get(value, value)}“" for value in sorted(rule.values, key=str))

"""The build of a questionnaire: order, numbers, choices, copies, branching."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys import outline
from surveys.branching import Path, faults_of, told
from surveys.definition import READY, build, ready
from surveys.enums import QuestionKind as K
from surveys.errors import SurveyIsFixed
from surveys.models import Condition, Question
from surveys.questionnaire import questionnaire_of
from surveys.readiness import advice_on, obstacles_of
from tests.surveys.factories import QuestionFactory, SectionFactory, SurveyFactory, opened, shown_if

pytestmark = pytest.mark.django_db


def codes(survey):
    return [question.code for question in outline.in_order(survey)]


def test_questions_are_numbered_over_sections_and_information_is_not():
    survey = SurveyFactory()
    first, second = outline.add_section(survey, "A"), outline.add_section(survey, "B")
    outline.add_question(first, K.ONE, "a")
    outline.add_question(first, K.INFO, "b")
    sub = outline.add_question(first, K.ONE, "c")
    Question.objects.filter(pk=sub.pk).update(is_sub=True)
    outline.add_question(second, K.ONE, "d")

    outline.renumber(survey)

    assert codes(survey) == ["1", "", "1a", "2"]


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.sampled_from([K.ONE, K.INFO, K.NUMBER]), st.booleans()), max_size=60))
def test_numbers_are_never_twice(kinds):
    questions = [Question(kind=kind, is_sub=is_sub) for kind, is_sub in kinds]

    found = [code for code in outline.codes_of(questions) if code]

    assert len(found) == len(set(found)) == sum(kind != K.INFO for kind, _sub in kinds)


def test_question_moves_over_the_edge_of_its_section(signed_in, editor):
    first = SectionFactory()
    second = SectionFactory(survey=first.survey)
    question = QuestionFactory(section=first, text="Stěhuje se?")
    QuestionFactory(section=second)
    address = f"/admin/surveys/survey/{first.survey_id}/osnova/presunout/"

    signed_in(editor).post(address, {"polozka": f"q{question.pk}", "kam": "dolu"})

    question.refresh_from_db()
    assert (question.section, question.position, question.code) == (second, 1, "1")


def test_question_is_dragged_to_a_place_of_another_section(signed_in, editor):
    first = SectionFactory()
    second = SectionFactory(survey=first.survey)
    moved = QuestionFactory(section=first)
    others = [QuestionFactory(section=second) for _turn in range(2)]
    address = f"/admin/surveys/survey/{first.survey_id}/osnova/presunout/"

    signed_in(editor).post(address, {"polozka": f"q{moved.pk}", "pod": f"s{second.pk}", "poradi": "2"})

    assert [question.pk for question in outline.in_order(first.survey)] == [others[0].pk, moved.pk, others[1].pk]


def test_question_of_another_survey_is_not_found(signed_in, editor):
    mine, other = QuestionFactory(), QuestionFactory()
    address = f"/admin/surveys/survey/{mine.survey_id}/osnova/presunout/"

    assert signed_in(editor).post(address, {"polozka": f"q{other.pk}", "kam": "dolu"}).status_code == 404


def test_choices_that_stay_keep_their_numbers():
    question = QuestionFactory(choices=["jedna", "dvě", "tři"])

    outline.write_choices(question, ["tři", "jedna", "čtyři"])

    assert list(question.choices.order_by("position").values_list("text", "value")) == [
        ("tři", 3),
        ("jedna", 1),
        ("čtyři", 4),
    ]


def test_choice_written_over_keeps_its_number():
    question = QuestionFactory(choices=["jedna", "dve"])

    outline.write_choices(question, ["jedna", "dvě"])

    assert list(question.choices.order_by("position").values_list("text", "value")) == [("jedna", 1), ("dvě", 2)]


def test_question_by_which_another_is_shown_is_not_removed():
    source = QuestionFactory()
    shown_if(QuestionFactory(section=source.section), source, 1)

    with pytest.raises(ValidationError):
        outline.remove(source)

    assert source.survey.questions.count() == 2


def test_copy_of_a_survey_asks_the_same_and_has_nothing_of_its_answers():
    source = build(ready("seniors"), "vzor")
    opened(source)

    copied = outline.copy_survey(source, slug="kopie", title="Kopie")

    assert codes(copied) == codes(source)
    assert told(questionnaire_of(copied)) == told(questionnaire_of(source))
    assert (copied.state, copied.opened_at) == ("draft", None)
    assert (
        Condition.objects.filter(source__survey=copied).count()
        == Condition.objects.filter(source__survey=source).count()
    )


def test_copy_of_a_question_stands_after_it():
    first = QuestionFactory(choices=["a", "b", "c"])
    QuestionFactory(section=first.section)

    copied = outline.copy_question(first)

    assert (copied.code, copied.choices.count()) == ("2", 3)


@pytest.mark.parametrize("name", READY)
def test_ready_questionnaires_have_no_fault_but_a_list_of_municipalities(name):
    survey = build(ready(name), f"hotovy-{name}")

    assert [fault for fault in obstacles_of(survey) if "obec" not in fault] == []
    assert [sentence for sentence in advice_on(survey) if "jméno" in sentence] == []


def test_fixed_survey_is_not_built_on():
    survey = opened(QuestionFactory().survey)

    with pytest.raises(SurveyIsFixed):
        outline.add_section(survey, "Navíc")


def test_circle_of_conditions_is_told():
    first = QuestionFactory()
    second = QuestionFactory(section=first.section)
    shown_if(first, second, 1)
    shown_if(second, first, 1)

    assert len(faults_of(questionnaire_of(first.survey))) == 1  # the first waits for what comes after it


def test_dead_ends_are_told():
    first = QuestionFactory()
    impossible, contradictory = QuestionFactory(section=first.section), QuestionFactory(section=first.section)
    shown_if(impossible, first, 9)
    shown_if(contradictory, first, 1)
    shown_if(contradictory, first, 2)

    faults = faults_of(questionnaire_of(first.survey))

    assert any("nenabízí" in fault for fault in faults)
    assert any("zároveň" in fault for fault in faults)


def test_branching_is_told_in_sentences():
    first = QuestionFactory()
    shown_if(QuestionFactory(section=first.section), first, 1)

    assert told(questionnaire_of(first.survey)) == ["Otázka 2 se ukáže, když je odpověď na otázku 1 „ano“."]


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(1, 2), min_size=4, max_size=4))
def test_whoever_answers_along_a_chain_sees_a_question_only_when_all_before_it_led_there(answers):
    from surveys.questionnaire import Asked, Part, Questionnaire, Rule

    questions = []
    for number in range(1, 5):
        rules = [Rule(str(number - 1), frozenset({1}))] if number > 1 else []
        row = Question(code=str(number), kind=K.ONE, text=str(number))
        questions.append(Asked(row, [(1, "ano"), (2, "ne")], [], rules, frozenset()))
    given_answers = {str(number): value for number, value in enumerate(answers, start=1)}

    path = Path(Questionnaire([Part(None, "", "", [], questions)]), given_answers)

    first_no = answers.index(2) + 1 if 2 in answers else 4
    assert path.shown == {str(number) for number in range(1, first_no + 1)}
    assert set(path.kept()) | set(path.dropped()) == set(given_answers)


def test_editor_builds_a_question_with_choices_and_a_condition(signed_in, editor):
    survey = SurveyFactory()
    section = outline.add_section(survey, "Část")
    source = outline.add_question(section, K.ONE, "Ano nebo ne?")
    outline.write_choices(source, ["ano", "ne"])
    client = signed_in(editor)
    address = f"/admin/surveys/survey/{survey.pk}/osnova/otazka/"
    added = client.post(address, {"text": "Co chcete?", "druh": "several", "cast": f"s{section.pk}"})

    client.post(
        added["Location"],
        {
            "text": "Co chcete?",
            "choices": "úklid\nnákup\r\nnic",
            "last_excludes": "on",
            "limit": "2",
            "conditions": [f"{source.pk}|1"],
        },
    )

    question = survey.questions.get(text="Co chcete?")
    assert list(question.choices.values_list("text", "is_exclusive")) == [
        ("úklid", False),
        ("nákup", False),
        ("nic", True),
    ]
    assert (question.limit, question.code) == (2, "2")
    assert [(row.source, row.values) for row in question.conditions.all()] == [(source, [1])]


def test_lines_that_are_the_same_are_refused_and_stay(signed_in, editor):
    question = QuestionFactory()

    page = signed_in(editor).post(
        f"/admin/surveys/survey/{question.survey_id}/otazka/{question.pk}/", {"text": "Co?", "choices": "a\na"}
    )

    assert "Dva řádky jsou stejné" in page.content.decode()


def test_nobody_builds_an_opened_survey(signed_in, coordinator):
    question = QuestionFactory()
    opened(question.survey)
    client = signed_in(coordinator)

    assert client.get(f"/admin/surveys/survey/{question.survey_id}/otazka/{question.pk}/").status_code == 403
    assert client.get(f"/admin/surveys/survey/{question.survey_id}/osnova/").status_code == 200


@pytest.mark.parametrize("count", [1, 10])
def test_outline_costs_the_same_for_any_number_of_questions(signed_in, editor, count, django_assert_max_num_queries):
    section = SectionFactory()
    for _turn in range(count):
        QuestionFactory(section=section)
    client = signed_in(editor)

    with django_assert_max_num_queries(40) as found:
        client.get(f"/admin/surveys/survey/{section.survey_id}/osnova/")

    assert len(found) <= 36


def test_new_survey_begins_with_a_ready_questionnaire(signed_in, editor):
    answer = signed_in(editor).post("/admin/surveys/survey/zalozit/", {"predloha": "carers"})

    assert answer["Location"].endswith("/osnova/")
    assert Question.objects.filter(survey__audience="carers").count() == 14


def test_variant_of_a_question_is_shown_in_its_language(client, no_patience):
    from tests.surveys.conftest import Respondent

    question = QuestionFactory(translations={"uk": {"text": "Так чи ні?"}}, section__survey__languages=["uk"])
    survey = opened(question.survey)
    person = Respondent(client, survey)
    answer = client.post(f"/ankety/{survey.slug}/zacit/?jazyk=uk")
    person.key = answer["Location"].split("/vyplnit/")[1].split("/")[0]

    page = person.page(1).content.decode()

    assert 'lang="uk"' in page
    assert "Так чи ні?" in page

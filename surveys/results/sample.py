"""Results of the seniors' survey of the sample office: real totals, made-up distributions, and the note says so."""

from accounts.models import User
from surveys.models import CrossTable, NumberBands, Quote, Survey, Theme
from surveys.results.texts import decide_quote, sort_texts, written
from surveys.results.workflow import ask_for_results, count_now, take_step

NOTE = (
    "Ukázka. Skutečný je počet 1 425 odpovědí od 74 % oslovených lidí ve 14 obcích Vltavotýnska; znění otázek a všechna"
    " ostatní čísla jsou vymyšlená. Dotazník dostala každá domácnost se starším člověkem, vyplnit ho šlo na papíře i na webu."
)
CROSSED = (("4", "3"), ("6", "3"), ("6", "2"), ("7", "3"), ("9", "1"), ("12", "3"))
BOUNDS = "0; 500; 1000; 2000; 5000"
QUOTES = ("K lékaři jede autobus jednou denně a zpátky už nic.", "Chybí místo, kde bychom se v zimě mohli sejít.")


def publish_seniors(survey: Survey, by: User) -> None:
    """Sorts texts into themes, counts, checks and publishes; a second person approves the quotes."""
    questions = {question.code: question for question in survey.questions.all()}
    CrossTable.objects.bulk_create(
        CrossTable(survey=survey, question=questions[code], by=questions[other]) for code, other in CROSSED
    )
    NumberBands.objects.create(question=questions["14"], bounds=BOUNDS)
    _sort(survey, by)
    second = User.objects.exclude(pk=by.pk).filter(groups__name="editors").first()
    for text in QUOTES if second else ():
        quote = Quote.objects.create(question=questions["16"], text=text, proposed_by=by)
        decide_quote(quote, True, by=second)
    results = count_now(ask_for_results(survey, by=by, note=NOTE).pk)
    take_step(results, "check", by=by)
    take_step(results, "publish", by=by)


def _sort(survey: Survey, by: User) -> None:
    """In the sample people wrote exactly the names of themes."""
    question = survey.questions.get(code="16")
    texts = dict(written(question).values_list("pk", "answers"))
    names = sorted({answers["16"] for answers in texts.values()})
    themes = {
        name: Theme.objects.create(question=question, title=name, position=place)
        for place, name in enumerate(names, start=1)
    }
    sort_texts(question, {key: [themes[answers["16"]].pk] for key, answers in texts.items()}, by=by)

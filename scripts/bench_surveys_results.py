"""How long results take: 100,000 answers to 40 questions counted, and their page read. Run with a data folder of its own.

KPSS_DATA_DIR=/tmp/somewhere .venv/bin/python -m scripts.bench_surveys_results
"""

import os
import random
import statistics
import time
from datetime import timedelta

import django

PEOPLE, QUESTIONS, TOWNS = 100_000, 40, 20
COUNT_LIMIT_SECONDS, PAGE_LIMIT_MS = 10, 100


def main() -> int:
    """Makes the survey, counts, reads; 1 if a limit is broken."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kpss_portal.settings")
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    results, seconds, processor = counted(made())
    milliseconds = read(results)
    said = f"counted {PEOPLE} answers to {QUESTIONS} questions in {seconds:.1f} s, {processor:.1f} s of the processor"
    print(f"results: {said} (limit {COUNT_LIMIT_SECONDS} s)")
    print(f"results: page in {milliseconds:.0f} ms, median of 20 (limit {PAGE_LIMIT_MS} ms)")
    return int(seconds > COUNT_LIMIT_SECONDS or milliseconds > PAGE_LIMIT_MS)


def made():
    """A closed survey: a municipality, an age band, sex and 37 questions, all crossed with the three."""
    from django.utils import timezone

    from accounts.models import User
    from community.models import Municipality
    from surveys.enums import Channel, QuestionKind, SurveyState
    from surveys.models import Choice, CrossTable, Question, Response, Section, Survey, SurveyMunicipality

    user = User.objects.create_user(f"bench{time.time_ns()}@example.cz", None, full_name="Bench")
    survey = Survey.objects.create(slug=f"bench-{time.time_ns()}", title="Bench")
    section = Section.objects.create(survey=survey, title="Bench")
    towns = [f"{time.time_ns() % 900_000 + number:06d}" for number in range(TOWNS)]
    for code in towns:
        town = Municipality.objects.create(code=code, name=code, slug=code, in_territory_from="2003-01-01")
        SurveyMunicipality.objects.create(survey=survey, municipality=town, addressed=10_000)
    kinds = [QuestionKind.MUNICIPALITY, QuestionKind.AGE_BAND, QuestionKind.ONE]
    kinds += [QuestionKind.SEVERAL if number % 8 == 0 else QuestionKind.ONE for number in range(QUESTIONS - 3)]
    questions = [
        Question.objects.create(section=section, position=place, code=str(place), kind=kind, text=f"Question {place}?")
        for place, kind in enumerate(kinds, start=1)
    ]
    for question in questions[1:]:
        Choice.objects.bulk_create(
            Choice(question=question, value=value, position=value, text=f"choice {value}") for value in range(1, 7)
        )
    CrossTable.objects.bulk_create(
        CrossTable(survey=survey, question=question, by=by) for question in questions[3:] for by in questions[:3]
    )
    generator, weights = random.Random(1), [40, 30, 15, 10, 4.9, 0.1]

    def answers():
        given = {"1": generator.choices(towns, range(1, TOWNS + 1))[0]}
        for question in questions[1:]:
            if generator.random() < 0.03:
                continue
            value = generator.choices(range(1, 7), weights)[0]
            given[question.code] = sorted({value, 1 + value % 6}) if question.kind == QuestionKind.SEVERAL else value
        return given

    today = timezone.localdate()
    for _part in range(PEOPLE // 5_000):
        Response.objects.bulk_create(
            Response(survey=survey, channel=Channel.WEB, answered_on=today, answers=answers()) for _row in range(5_000)
        )
    survey.state, survey.opened_at, survey.opened_by = SurveyState.CLOSED, timezone.now(), user
    survey.closed_at, survey.is_settled = timezone.now() - timedelta(days=1), True
    survey.save()
    return survey


def counted(survey):
    """The set of results, how many seconds it took, and how many of them the processor worked on it."""
    from surveys.models import ResultSet
    from surveys.results.workflow import count_now

    waiting = ResultSet.objects.create(survey=survey)
    begun, worked = time.perf_counter(), time.process_time()
    results = count_now(waiting.pk)
    return results, time.perf_counter() - begun, time.process_time() - worked


def read(results):
    """Median milliseconds of the page after publishing."""
    from django.conf import settings
    from django.test import Client
    from django.utils import timezone

    from surveys.enums import ResultState, SurveyState
    from surveys.models import ResultSet, Survey

    opener = results.survey.opened_by
    now = timezone.now()
    ResultSet.objects.filter(pk=results.pk).update(
        state=ResultState.PUBLISHED, published_at=now, published_by=opener, checked_at=now, checked_by=opener
    )
    Survey.objects.filter(pk=results.survey_id).update(state=SurveyState.PUBLISHED)
    settings.ALLOWED_HOSTS = ["*"]
    client, times = Client(), []
    for _time in range(21):
        begun = time.perf_counter()
        answer = client.get(f"/ankety/{results.survey.slug}/vysledky/", headers={"host": "localhost"})
        times.append((time.perf_counter() - begun) * 1000)
        assert answer.status_code == 200, answer.status_code
    print(f"results: page has {len(answer.content) // 1024} kB, the first time {times[0]:.0f} ms")
    return statistics.median(times[1:])


if __name__ == "__main__":
    raise SystemExit(main())

"""Surveys of the sample office: seniors (closed), carers (open), mayors (a draft), a quick poll (open)."""

import csv
import json
import random
from datetime import timedelta
from typing import Any

from django.utils import timezone

from accounts.models import User
from community.models import Municipality
from community.territory import DATA as STATISTICS
from surveys import workflow
from surveys.definition import DATA, build, ready
from surveys.enums import BatchState, Channel, SurveyState
from surveys.enums import QuestionKind as K
from surveys.models import PaperBatch, Response, Survey, SurveyMunicipality
from surveys.results.sample import publish_seniors
from surveys.slips import make_codes

SEED = 2010  # the same answers whenever the sample is loaded
SENIORS, CARERS, MAYORS, POLL = "seniori-vltavotynsko", "pecujici-doma", "starostove", "jak-se-dozvidate"
QUICK_POLL = {
    "title": "Odkud se o sociálních službách dozvídáte?",
    "thanks": "Děkujeme. Výsledek zveřejníme, až otázku uzavřeme.",
    "sections": [
        {
            "title": "Otázka",
            "questions": [
                {
                    "kind": K.ONE,
                    "text": "Odkud se o sociálních službách dozvídáte nejčastěji?",
                    "choices": ["od lékaře", "z internetu", "od rodiny a známých", "z obecního zpravodaje", "na úřadě"],
                }
            ],
        }
    ],
}


def load_surveys(by: User) -> None:
    """A published survey with its 1,425 answers, an open one, a draft and a quick poll."""
    _load_seniors(by)
    publish_seniors(Survey.objects.get(slug=SENIORS), by)
    _load_carers(by)
    mayors = build(ready("mayors"), MAYORS, has_paper=True, languages=["cs-x-easy"])
    _address(mayors)
    poll = build(QUICK_POLL, POLL, is_quick_poll=True, closes_at=timezone.now() + timedelta(days=20))
    workflow.take_step(poll, "open", by=by)


def _address(survey: Survey) -> None:
    rows = Municipality.objects.in_territory()
    SurveyMunicipality.objects.bulk_create(SurveyMunicipality(survey=survey, municipality=town) for town in rows)


def _load_carers(by: User) -> None:
    definition = ready("carers")
    for question in definition["sections"][0]["questions"][:1]:
        question["translations"] = {
            "uk": {"text": "Чи доглядаєте ви вдома за людиною, яка не може обійтися без допомоги?"}
        }
    survey = build(
        definition,
        CARERS,
        has_codes=True,
        has_paper=True,
        languages=["uk"],
        closes_at=timezone.now() + timedelta(days=24),
    )
    _address(survey)
    make_codes(survey, 60, by=by)
    survey = workflow.take_step(survey, "open", by=by)
    draw = random.Random(SEED)  # noqa: S311  # made-up answers, the same each time
    today = timezone.localdate()
    Response.objects.bulk_create(
        Response(
            survey=survey,
            channel=draw.choice([Channel.WEB, Channel.WEB, Channel.CODE]),
            answered_on=today - timedelta(days=draw.randrange(6)),
            answers={"1": draw.choice([1, 1, 2])},
        )
        for _turn in range(37)
    )


# --- seniors: real totals, made-up distributions ------------------------------------------------------------------


def _load_seniors(by: User) -> None:
    source = json.loads((DATA / "sample_seniors.json").read_text(encoding="utf-8"))
    results = source["results"]
    survey = build(source, SENIORS, has_paper=True)
    towns = _towns([code for code, _addressed, _returned in results["q1"]["municipalities"]])
    SurveyMunicipality.objects.bulk_create(
        SurveyMunicipality(survey=survey, municipality=towns[code], addressed=addressed, paper_forms=addressed)
        for code, addressed, _returned in results["q1"]["municipalities"]
    )
    survey = workflow.take_step(survey, "open", by=by)
    batch = PaperBatch.objects.create(
        survey=survey,
        label="A",
        place="sběrné schránky v obcích",
        received_on=timezone.localdate() - timedelta(days=66),
        created_by=by,
        state=BatchState.CLOSED,
        closed_at=timezone.now() - timedelta(days=64),
        closed_by=by,
    )
    sheets = drawn_sheets(results)
    web = len(sheets) // 5  # the rest came on paper
    Response.objects.bulk_create(
        (
            Response(
                survey=survey,
                channel=Channel.WEB if number < web else Channel.PAPER,
                batch=None if number < web else batch,
                answered_on=timezone.localdate() - timedelta(days=66),
                answers=sheet,
            )
            for number, sheet in enumerate(sheets)
        ),
        batch_size=500,
    )
    PaperBatch.objects.filter(pk=batch.pk).update(valid_count=len(sheets) - web)
    survey.closed_at = timezone.now() - timedelta(days=60)
    survey.state = SurveyState.CLOSED
    survey.save(update_fields=["closed_at", "state"])
    workflow.settle(survey)


def _towns(codes: list[str]) -> dict[str, Municipality]:
    """Municipalities of another district, which the sample office does not plan for: they stay out of its territory."""
    with (STATISTICS / "municipalities.csv").open(encoding="utf-8", newline="") as file:
        names = {row["code"]: row["name"] for row in csv.DictReader(file) if row["code"] in codes}
    known = Municipality.objects.in_bulk(codes, field_name="code")
    for code in codes:
        if code not in known:
            known[code] = Municipality.objects.create(code=code, name=names[code], slug=f"obec-{code}")
    return known


def drawn_sheets(results: dict[str, Any]) -> list[dict[str, Any]]:
    """Single sheets drawn so that each question has exactly the counts of the source; questions are independent.

    Only those who use a service (question 9) answer which one and how they are content.
    """
    draw = random.Random(SEED)  # noqa: S311  # made-up answers, the same each time
    count = sum(returned for _code, _addressed, returned in results["q1"]["municipalities"])
    towns = [code for code, _addressed, returned in results["q1"]["municipalities"] for _turn in range(returned)]
    draw.shuffle(towns)
    sheets: list[dict[str, Any]] = [{"1": code} for code in towns]
    for number in (2, 3, 4, 5, 6, 8, 9, 13):
        _deal(draw, sheets, str(number), results[f"q{number}"]["counts"])
    for number in (7, 15):
        _deal_several(draw, sheets, str(number), results[f"q{number}"])
    users = [sheet for sheet in sheets if sheet.get("9") == 1]
    _deal_several(draw, users, "10", results["q10"])
    _deal(draw, users, "11", results["q11"]["counts"])
    for row, counts in enumerate(results["q12"]["rows"], start=1):
        _deal_row(draw, sheets, str(row), counts)
    _deal_amounts(draw, sheets, results["q14"])
    _deal_words(draw, sheets, results["q16"])
    assert len(sheets) == count
    return sheets


def _deal(draw: random.Random, sheets: list[dict[str, Any]], code: str, counts: list[list[Any]]) -> None:
    values = [value for value, times in counts for _turn in range(times)]
    for sheet, value in zip(draw.sample(sheets, len(values)), values, strict=True):
        sheet[code] = value


def _deal_row(draw: random.Random, sheets: list[dict[str, Any]], row: str, counts: list[int]) -> None:
    values = [value for value, times in enumerate(counts, start=1) for _turn in range(times)]
    for sheet, value in zip(draw.sample(sheets, len(values)), values, strict=True):
        sheet.setdefault("12", {})[row] = value


def _deal_several(draw: random.Random, sheets: list[dict[str, Any]], code: str, result: dict[str, Any]) -> None:
    """Each choice goes to as many sheets as the source says; the last choice stands alone, at most three on a sheet."""
    answering = draw.sample(sheets, result["n"])
    *several, (last, alone) = result["counts"]
    several = several if code != "10" else result["counts"]
    start = alone if code != "10" else 0
    for sheet in answering[:start]:
        sheet[code] = [last]
    others = answering[start:]
    chosen: list[set[int]] = [set() for _sheet in others]
    values = [value for value, times in several for _turn in range(times)]
    place = 0
    for value in values:  # dealt round, so that nobody who answered stays without a choice
        while value in chosen[place % len(others)]:
            place += 1
        chosen[place % len(others)].add(value)
        place += 1
    draw.shuffle(chosen)
    for sheet, choices in zip(others, chosen, strict=True):
        sheet[code] = sorted(choices)


def _deal_amounts(draw: random.Random, sheets: list[dict[str, Any]], result: dict[str, Any]) -> None:
    amounts = [
        0 if most == 0 else draw.randrange(max(least, 100), most + 1, 50) if most > least else most
        for least, most, times in result["bands"]
        for _turn in range(times)
    ]
    for sheet, amount in zip(draw.sample(sheets, len(amounts)), amounts, strict=True):
        sheet["14"] = amount


def _deal_words(draw: random.Random, sheets: list[dict[str, Any]], result: dict[str, Any]) -> None:
    words = [theme for theme, times in result["themes"] for _turn in range(times)]
    for sheet, theme in zip(draw.sample(sheets, len(words)), words, strict=True):
        sheet["16"] = theme

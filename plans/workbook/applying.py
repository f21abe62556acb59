"""Writes a draft into the database: at once, or not at all."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from plans.enums import ChapterRole
from plans.errors import PlanIsFrozen
from plans.models import Chapter, Indicator, Plan, PlanCost, PlanItem, PlanItemActor, PlanLevel
from plans.outline import guess_chapter_role, guess_level_roles
from plans.tree import generated_codes, path_of
from plans.workbook.catalogue import Vocabulary
from plans.workbook.draft import IndicatorDraft, ItemDraft, PlanDraft
from plans.workbook.text import html_of_text

ITEM_FIELDS = (
    "title",
    "description",
    "justification",
    "expected_effect",
    "is_investment",
    "starts_on",
    "ends_on",
    "term_text",
    "funding_text",
    "outputs",
    "risks",
    "note",
)


def plan_to_change(slug: str) -> Plan | None:
    """The newest version with this address; PlanIsFrozen if it is approved."""
    plan = Plan.objects.filter(slug=slug).order_by("-version").first()
    if plan is not None and plan.is_frozen:
        raise PlanIsFrozen
    return plan


@transaction.atomic
def apply_draft(draft: PlanDraft) -> Plan:
    """Makes the plan say exactly what the draft says; PlanIsFrozen if it is approved.

    Items keep their identity by their code, so links, lineage and what hangs on them survive.
    """
    plan = plan_to_change(draft.slug) or Plan(slug=draft.slug)
    if plan.pk:
        plan = Plan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
    _write_facts(plan, draft)
    _write_levels(plan, draft.levels)
    _write_chapters(plan, draft)
    vocabulary = Vocabulary()
    items = _write_items(plan, draft.items)
    _write_relations(items, draft.items, vocabulary)
    _write_costs(plan, items, draft, vocabulary)
    _write_indicators(plan, items, draft.indicators)
    return plan


def _write_facts(plan: Plan, draft: PlanDraft) -> None:
    for name in (
        "title",
        "kind",
        "starts_on",
        "ends_on",
        "territory",
        "code_pattern",
        "vision",
        "amount_unit",
        "short_title",
        "prepared_by",
    ):
        setattr(plan, name, getattr(draft, name))
    plan.save()


def _write_levels(plan: Plan, names: tuple[str, ...]) -> None:
    known = {level.name: level.role for level in plan.levels.all()}
    guessed = guess_level_roles(names)
    plan.levels.all().delete()
    PlanLevel.objects.bulk_create(
        PlanLevel(plan=plan, depth=depth, name=name, role=known.get(name, guessed[depth - 1]))
        for depth, name in enumerate(names, start=1)
    )


def _write_chapters(plan: Plan, draft: PlanDraft) -> None:
    known = {chapter.position: chapter for chapter in plan.chapters.all()}
    for written in draft.chapters:
        chapter = known.pop(written.position, None) or Chapter(
            plan=plan, position=written.position, role=guess_chapter_role(written.title)
        )
        chapter.title, chapter.body = written.title, html_of_text(written.text)
        chapter.role = chapter.role or ChapterRole.OTHER
        chapter.save()
    for chapter in known.values():
        chapter.delete()


def _write_items(plan: Plan, drafts: tuple[ItemDraft, ...]) -> dict[str, PlanItem]:
    known = {item.code: item for item in plan.items.all()}
    _free_codes(plan, known, drafts)
    places = _places(drafts)
    generated = generated_codes(plan.code_pattern, {draft.code: places[draft.code] for draft in drafts})
    items: dict[str, PlanItem] = {}
    for depth in range(1, 6):  # parents are stored before their children point at them
        rows = [
            _filled(known, plan, draft, places[draft.code], items, generated)
            for draft in drafts
            if draft.depth == depth
        ]
        new = [row for row in rows if row.pk is None]
        PlanItem.objects.bulk_create(new)
        PlanItem.objects.bulk_update([row for row in rows if row not in new], WRITTEN_FIELDS, batch_size=100)
        items |= {row.code: row for row in rows}
    return items


WRITTEN_FIELDS = (
    *ITEM_FIELDS,
    "updated_at",
    "parent",
    "depth",
    "position",
    "path",
    "code",
    "is_code_manual",
    "intervention",
    "services_text",
)


def _free_codes(plan: Plan, known: dict[str, PlanItem], drafts: tuple[ItemDraft, ...]) -> None:
    """Items that the draft does not name go away, children before parents."""
    kept = {draft.code for draft in drafts}
    gone = [item for code, item in known.items() if code not in kept]
    plan.items.filter(pk__in=[item.pk for item in known.values()]).update(parent=None, depth=1)
    plan.items.filter(pk__in=[item.pk for item in gone]).delete()
    for item in gone:
        del known[item.code]


def _places(drafts: tuple[ItemDraft, ...]) -> dict[str, tuple[int, ...]]:
    """Positions from the root to each item, by code."""
    counts: dict[str, int] = {}
    places: dict[str, tuple[int, ...]] = {"": ()}
    for draft in drafts:
        counts[draft.parent] = counts.get(draft.parent, 0) + 1
        places[draft.code] = (*places[draft.parent], counts[draft.parent])
    return places


def _filled(
    known: dict[str, PlanItem],
    plan: Plan,
    draft: ItemDraft,
    place: tuple[int, ...],
    items: dict[str, PlanItem],
    generated: dict[str, str],
) -> PlanItem:
    item = known.get(draft.code) or PlanItem(plan=plan, code=draft.code)
    for name in ITEM_FIELDS:
        setattr(item, name, getattr(draft, name))
    item.parent = items[draft.parent] if draft.parent else None
    item.depth, item.position, item.path = draft.depth, place[-1], path_of(place)
    item.is_code_manual = generated[draft.code] != draft.code
    item.intervention = draft.intervention or ""
    return item


def _write_relations(items: dict[str, PlanItem], drafts: tuple[ItemDraft, ...], vocabulary: Vocabulary) -> None:
    PlanItemActor.objects.filter(item__in=items.values()).delete()
    actors, texts = [], []
    for draft in drafts:
        item = items[draft.code]
        item.areas.set(vocabulary.area(name) for name in draft.areas)
        services, types, rest = vocabulary.services.sort(draft.services)
        item.services.set(services)
        item.service_types.set(types)
        if item.services_text != "; ".join(rest):
            item.services_text = "; ".join(rest)
            texts.append(item)
        actors += [
            PlanItemActor(item=item, role=role, name=name, provider=vocabulary.provider(name), position=position)
            for position, (role, name) in enumerate(draft.actors)
        ]
    PlanItem.objects.bulk_update(texts, ["services_text"], batch_size=100)
    PlanItemActor.objects.bulk_create(actors)


def _write_costs(plan: Plan, items: dict[str, PlanItem], draft: PlanDraft, vocabulary: Vocabulary) -> None:
    PlanCost.objects.filter(item__plan=plan).delete()
    PlanCost.objects.bulk_create(
        PlanCost(
            item=items[cost.code],
            year=cost.year,
            source=vocabulary.source(cost.source),
            kind=cost.kind,
            amount_czk=cost.amount_czk,
            note=cost.note,
        )
        for cost in draft.costs
    )


def _write_indicators(plan: Plan, items: dict[str, PlanItem], drafts: Iterable[IndicatorDraft]) -> None:
    known = {(found.item_id, found.name): found for found in Indicator.objects.filter(item__plan=plan)}
    for position, draft in enumerate(drafts):
        item = items[draft.code]
        indicator = known.pop((item.pk, draft.name), None) or Indicator(item=item, name=draft.name)
        _fill_indicator(indicator, draft, position)
        indicator.save()
    for indicator in known.values():
        indicator.delete()


def _fill_indicator(indicator: Indicator, draft: IndicatorDraft, position: int) -> None:
    indicator.unit, indicator.data_source, indicator.target_year = draft.unit, draft.data_source, draft.target_year
    indicator.baseline_text = draft.baseline if isinstance(draft.baseline, str) else ""
    indicator.baseline_value = None if isinstance(draft.baseline, str) else draft.baseline
    indicator.target_text = draft.target if isinstance(draft.target, str) else ""
    indicator.target_value = None if isinstance(draft.target, str) else draft.target
    indicator.direction, indicator.is_of_people = draft.direction or "", draft.is_of_people
    indicator.position = position


def notes_about(draft: PlanDraft, vocabulary: Vocabulary) -> list[str]:
    """What an import would newly make in the office's lists, for the preview."""
    areas = {name for item in draft.items for name in item.areas if not vocabulary.knows_area(name)}
    sources = {cost.source for cost in draft.costs if not vocabulary.knows_source(cost.source)}
    unknown = {name for item in draft.items for name in vocabulary.services.sort(item.services)[2]}
    notes = [_("A new planning area will be made: %(name)s.") % {"name": name} for name in sorted(areas)]
    notes += [_("A new source of money will be made: %(name)s.") % {"name": name} for name in sorted(sources)]
    notes += [
        _("This service is not in the catalogue and stays in words only: %(name)s.") % {"name": name}
        for name in sorted(unknown)
    ]
    return notes

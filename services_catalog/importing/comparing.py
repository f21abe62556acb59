"""What a row would change in the catalogue, column by column."""

from contextlib import suppress

from django.utils import timezone

from services_catalog import free_places
from services_catalog.hours import exception_words, parse_exception
from services_catalog.importing.cells import day_of, is_yes, many
from services_catalog.importing.columns import CONTACTS, FLAGS, FORM_WORDS, QUESTIONS, TEXTS, YES_NO
from services_catalog.importing.exporting import row_of
from services_catalog.importing.lines import LINES, lines_for, with_line
from services_catalog.importing.offered import capacity_of, forms_of, hours_as_kept, words_of_capacity
from services_catalog.importing.places import place_changes
from services_catalog.importing.preview import Change, Row
from services_catalog.models import Provider, Service


def changes_of(row: Row, service: Service, known_by_ico: dict[str, Provider]) -> list[Change]:
    """What differs from the service in the catalogue; empty if writing would change nothing."""
    before = row_of(service)
    after = (
        _texts(row, service) | _provider(row.values, known_by_ico) | _lists(row, before) | _forms(row, service, before)
    )
    after |= _answers(row.values) | _exceptions(row, service, before) | _free_places(row.values, before)
    found = [Change(column, before.get(column, ""), text) for column, text in after.items()]
    found = [change for change in found if change.before != change.after]
    return [*found, *_contact_changes(row, service), *place_changes(row, before)]


def _texts(row: Row, service: Service) -> dict[str, str]:
    values = row.values
    after = {column: values[column] for column in (*TEXTS, "nazev", "identifikator") if column in values}
    for column in ("poskytovano_od", "poskytovano_do"):
        if column in values:
            after[column] = str(day_of(values[column]) or "")
    if values.get("cislo_portalu"):
        after["cislo_portalu"] = values["cislo_portalu"].lstrip("0")
    if "druh" in values:
        after["druh"] = row.service_type.code if row.service_type else ""
    for column, said in lines_for(values, forms_of(row, service)).items():
        text, label = LINES[column]
        after[text] = with_line(after.get(text, getattr(service, TEXTS[text])), label, said)
    return after


def _provider(values: dict[str, str], known_by_ico: dict[str, Provider]) -> dict[str, str]:
    ico = values["ico"].zfill(8) if values.get("ico") else ""
    known = known_by_ico.get(ico)
    after = {"poskytovatel": known.name if known else values["poskytovatel"]}
    after |= {"ico": ico} if ico else {}
    return after | ({"pravni_forma": values["pravni_forma"]} if values.get("pravni_forma") else {})


def _lists(row: Row, before: dict[str, str]) -> dict[str, str]:
    """The same names in another order are no change."""
    lists = {
        "cilove_skupiny": [group.name for group in row.groups],
        "situace": [situation.name for situation in row.situations],
        "slouzi_obcim": [municipality.code for municipality in row.served],
    }
    return {
        column: before[column] if set(many(before[column])) == set(names) else "; ".join(names)
        for column, names in lists.items()
        if column in row.values
    }


def _forms(row: Row, service: Service, before: dict[str, str]) -> dict[str, str]:
    """Forms, and hours and capacity where there is a form to which they belong."""
    stored = {form.form for form in service.forms.all()}
    offered = forms_of(row, service)
    after = {}
    if "formy" in row.values:
        is_same = stored == set(offered)
        after["formy"] = before["formy"] if is_same else "; ".join(FORM_WORDS[form] for form in offered)
    if offered and "oteviraci_doba" in row.values:
        after["oteviraci_doba"] = hours_as_kept(row.values["oteviraci_doba"], before["oteviraci_doba"])
    if len(offered) == 1 and "kapacita" in row.values:
        after["kapacita"] = _capacity(row.values["kapacita"], before["kapacita"])
    return after


def _capacity(text: str, before: str) -> str:
    found = capacity_of(text)
    return before if text == before else (words_of_capacity(*found) if found else "")


def _answers(values: dict[str, str]) -> dict[str, str]:
    """Columns of yes and no: an empty cell of a question is "unknown", of a flag it is "no"."""
    flags = {column: "ano" if is_yes(values[column]) else "" for column in FLAGS if column in values}
    questions = {
        column: YES_NO[is_yes(values[column]) if values[column] else None] for column in QUESTIONS if column in values
    }
    return flags | questions


def _exceptions(row: Row, service: Service, before: dict[str, str]) -> dict[str, str]:
    """Days with other hours; the same days in another order are no change."""
    after = {}
    if "zavreno_o_svatcich" in row.values and forms_of(row, service):
        after["zavreno_o_svatcich"] = "ano" if is_yes(row.values["zavreno_o_svatcich"]) else ""
    if "vyjimky_z_hodin" in row.values:
        days = [parse_exception(words) for words in many(row.values["vyjimky_z_hodin"])]
        said = [": ".join(exception_words(found)) for found in days if found]
        kept = before["vyjimky_z_hodin"]
        after["vyjimky_z_hodin"] = kept if sorted(many(kept)) == sorted(said) else "; ".join(said)
    return after


def _free_places(values: dict[str, str], before: dict[str, str]) -> dict[str, str]:
    """As the statement will be shown once it is stored: not at all, where it holds no more.

    Words that stand there already keep their own end, which a sheet cannot say.
    """
    if values.get("volna_mista", before["volna_mista"]) == before["volna_mista"]:
        return {}
    stated = Service()
    with suppress(ValueError):  # the row has been told of it
        free_places.state(stated, free_places.parse_line(values["volna_mista"], timezone.localdate()))
    return {"volna_mista": free_places.line_of(stated)}


def _contact_changes(row: Row, service: Service) -> list[Change]:
    changes = []
    for column, kind in CONTACTS.items():
        if column not in row.values:
            continue
        notes = row.contact_notes if row.contact_notes is not None else {}
        stored = [contact for contact in service.contacts.all() if contact.kind == kind]
        kept = {contact.value: contact.note for contact in stored}
        before = "; ".join(_with_note(contact.value, contact.note) for contact in stored)
        after = "; ".join(
            _with_note(value, notes.get(value) or kept.get(value, "")) for value in many(row.values[column])
        )
        if before != after:
            changes.append(Change(column, before, after))
    return changes


def _with_note(value: str, note: str) -> str:
    return f"{value} ({note})" if note else value

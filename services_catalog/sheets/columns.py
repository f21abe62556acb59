"""Headings of foreign sheets: where they stand, which of our columns they mean, and by which shape they are remembered."""

import hashlib
import re
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from kpss_portal.czech import fold
from services_catalog.importing.columns import COLUMNS

FIRST_ROWS = 25  # in which headings are looked for
FEWEST = 2  # columns by which a row is recognised as headings
SEVERAL = {"telefon", "email", "web", "kontakty", "misto", "slouzi_obcim", "situace", "cilove_skupiny", "formy"}
LABELS = {  # our column: how it is called in the choice, in its order
    "nazev": _("name of the service"),
    "poskytovatel": _("provider"),
    "druh": _("kind of service"),
    "formy": _("form of the service"),
    "cilove_skupiny": _("target groups"),
    "situace": _("life situations"),
    "popis": _("description"),
    "pro_koho": _("for whom"),
    "neni_pro": _("for whom not"),
    "vek": _("age of people"),
    "jak_zacit": _("how to begin"),
    "cena": _("price in words"),
    "kapacita": _("capacity"),
    "oteviraci_doba": _("opening hours"),
    "telefon": _("phone"),
    "email": _("e-mail"),
    "web": _("web"),
    "kontakty": _("contacts of all kinds"),
    "misto": _("whole address"),
    "ulice": _("street and number"),
    "obec": _("municipality of the address"),
    "kod_obce": _("code of the municipality"),
    "psc": _("postal code"),
    "adresa_utajena": _("the address is secret"),
    "slouzi_obcim": _("municipalities where it comes"),
    "cele_uzemi": _("comes to the whole territory"),
    "identifikator": _("identifier of the register"),
    "ico": _("identification number"),
    "pravni_forma": _("legal form"),
    "poskytovano_od": _("provided since"),
    "poskytovano_do": _("provided until"),
    "zdroj": _("source of data"),
    "cislo_portalu": _("number on the portal of the ministry"),
    "sirka": _("latitude"),
    "delka": _("longitude"),
    "druh_adresy": _("kind of the address"),
}
WORDS = {  # how towns head their columns, folded; the portal's own names and those of the register are added
    "nazev": "nazev sluzby, nazev pomoci, sluzba, socialni sluzba, nazev socialni sluzby, pomoc, nazev programu",
    "poskytovatel": "organizace, nazev poskytovatele, nazev organizace, poskytovatel sluzby, subjekt, kdo pomaha",
    "druh": "druh sluzby, druh soc sluzby, druh socialni sluzby, typ sluzby, typ socialni sluzby, paragraf, §, "
    "druh sluzby dle zakona, druh podle zakona, typ",
    "formy": "forma, forma sluzby, forma poskytovani, forma poskytovani sluzby, formy poskytovani",
    "cilove_skupiny": "cilova skupina, cilove skupiny, cilova skupina osob, okruh osob, cs",
    "situace": "zivotni situace, situace, zivotni udalost, s cim pomaha, problem",
    "popis": "popis sluzby, strucny popis, charakteristika, charakteristika sluzby, cinnosti, cinnost, poslani, o sluzbe",
    "pro_koho": "pro koho, pro koho je, komu je urcena, komu, urceno pro, uzivatele sluzby",
    "neni_pro": "neni pro, pro koho neni, sluzba neni urcena, komu neni urcena",
    "vek": "vek, vekova skupina, vek klientu, vekove omezeni, vek uzivatelu, vekova kategorie",
    "jak_zacit": "jak zacit, jak zazadat, jak pozadat, postup, jak o sluzbu pozadat",
    "cena": "uhrada, uhrady, cenik, platba, poplatek, cena sluzby, uhrada za sluzbu, kolik stoji",
    "kapacita": "kapacita sluzby, pocet mist, pocet klientu, pocet luzek",
    "oteviraci_doba": "oteviraci doba, kdy, provozni doba, doba poskytovani, hodiny, oteviraci hodiny, casovy rozsah, "
    "doba provozu, provoz",
    "telefon": "tel, telefony, telefonni cislo, telefonni cisla, mobil, kontaktni telefon, tel cislo, telefon mobil",
    "email": "mail, e mail, e maily, emaily, e mailova adresa, emailova adresa, kontaktni email",
    "web": "www, webove stranky, internet, webova adresa, odkaz, stranky, internetove stranky, web www",
    "kontakty": "kontakt, kontakty, mail web, web mail, e mail web, email web, spojeni, telefon e mail, telefon email",
    "misto": "kde, adresa, misto, misto poskytovani, adresa zarizeni, kontaktni adresa, adresa sluzby, mista poskytovani, "
    "misto poskytovani sluzby, kde nas najdete",
    "ulice": "ulice a cislo, ulice cislo popisne",
    "obec": "obec, mesto, mesto obec, obec mesto",
    "kod_obce": "kod obce csu",
    "psc": "postovni smerovaci cislo",
    "adresa_utajena": "utajena adresa, utajeno",
    "slouzi_obcim": "pusobnost, kam dojizdi, obce, uzemni pusobnost, spadove obce, mistni pusobnost, kde pusobi, "
    "obce pusobnosti, oblast pusobnosti",
    "cele_uzemi": "cele orp",
    "identifikator": "cislo registrace, registracni cislo, identifikator sluzby, registrace, id sluzby",
    "ico": "ic, ico poskytovatele, ic poskytovatele",
    "poskytovano_od": "zahajeni, zahajeni poskytovani, poskytuje od",
    "poskytovano_do": "ukonceni, ukonceni poskytovani, poskytuje do",
    "zdroj": "zdroj dat, zdroj udaju",
}
OWN_LABELS = {
    "jazyky": _("languages"),
    "bezbarierove": _("barrier-free"),
    "vyjimky_z_hodin": _("exceptions to hours"),
    "zavreno_o_svatcich": _("closed on public holidays"),
    "volna_mista": _("free places"),
    "financovani": _("how it is financed"),
    "krajska_sit": _("in the network of the region"),
    "jine_site": _("other networks"),
    "rychly_odchod": _("offers to leave the page fast"),
}


def label_of(column: str) -> str:
    """A column in words; those that only the portal's own sheet has, as forms call their fields."""
    return str(LABELS.get(column) or OWN_LABELS.get(column) or column)


def heading_key(heading: Any) -> str:
    """A heading without capitals, diacritics, brackets, punctuation and a number at its end."""
    text = re.sub(r"\([^()]*+\)|\[[^\[\]]*+\]", " ", fold(str(heading or "")))
    words = re.sub(r"[^\w§]|_", " ", text).split()
    while len(words) > 1 and words[-1].isdecimal():
        words.pop()
    return " ".join(words)


def _synonyms() -> dict[str, str]:
    known = {}
    for name in reversed(LABELS):
        said = (name, *COLUMNS.get(name, ()), *WORDS.get(name, "").split(","))
        known.update({heading_key(word): name for word in said if word.strip()})
    return known


SYNONYMS = _synonyms()


def recognised(headings: Sequence[Any]) -> list[str]:
    """Our column for each heading, empty for a heading that says none; only some columns may come twice."""
    found: list[str] = []
    for heading in headings:
        name = SYNONYMS.get(heading_key(heading), "")
        found.append("" if name in found and name not in SEVERAL else name)
    return found


def heading_row(rows: Sequence[tuple[int, Sequence[Any]]]) -> int:
    """The number of the row that looks most like headings; of the first row if none does."""
    known = {number: len(set(recognised(cells)) - {""}) for number, cells in rows[:FIRST_ROWS]}
    best = max(known, key=lambda number: (known[number], -number), default=0)
    return best if known.get(best, 0) >= FEWEST else next(iter(known), 1)


def shape_of(headings: Sequence[Any]) -> str:
    """A checksum of the headings by which a sheet is known again."""
    return hashlib.sha256("|".join(heading_key(heading) for heading in headings).encode()).hexdigest()

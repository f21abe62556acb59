"""Columns of the portal's own sheet of services, and what their cells say."""

from services_catalog.enums import ContactKind, ServiceForm

COLUMNS: dict[str, tuple[str, ...]] = {  # our column: how the register's extract calls it
    "identifikator": ("identifier",),
    "cislo_portalu": ("portal_id",),
    "nazev": ("service_name",),
    "poskytovatel": ("provider",),
    "ico": ("ico",),
    "pravni_forma": ("legal_form",),
    "druh": ("type_code", "type_paragraph"),
    "formy": ("form",),
    "cilove_skupiny": ("target_group_codes", "target_groups"),
    "situace": (),
    "popis": ("description",),
    "pro_koho": (),
    "neni_pro": (),
    "jak_zacit": (),
    "cena": ("price_note",),
    "kapacita": ("capacity",),
    "oteviraci_doba": ("opening_hours",),
    "telefon": ("phone",),
    "email": ("email",),
    "web": ("web",),
    "ulice": ("address",),
    "kod_obce": ("municipality_code",),
    "psc": ("postal_code",),
    "sirka": ("latitude",),
    "delka": ("longitude",),
    "druh_adresy": ("address_kind",),
    "adresa_utajena": (),
    "cele_uzemi": (),
    "slouzi_obcim": (),
    "poskytovano_od": ("provided_since",),
    "poskytovano_do": (),
    "zdroj": ("source",),
    "jazyky": (),
    "bezbarierove": (),
    "vyjimky_z_hodin": (),
    "zavreno_o_svatcich": (),
    "volna_mista": (),
    "financovani": (),
    "krajska_sit": (),
    "jine_site": (),
    "rychly_odchod": (),
}
REQUIRED = ("nazev", "poskytovatel")
TEXTS = {  # our column: the field it fills as it stands
    "popis": "description",
    "pro_koho": "for_whom",
    "neni_pro": "not_for_whom",
    "jak_zacit": "how_to_apply",
    "cena": "price_note",
    "zdroj": "source",
    "jazyky": "languages",
    "financovani": "financed_by",
    "jine_site": "network_note",
}
FLAGS = {"cele_uzemi": "serves_whole_territory", "rychly_odchod": "has_quick_exit"}
QUESTIONS = {"bezbarierove": "is_barrier_free", "krajska_sit": "is_in_regional_network"}
ANSWERS = (*FLAGS, *QUESTIONS, "adresa_utajena", "zavreno_o_svatcich")  # columns of yes and no
PLACE_COLUMNS = ("ulice", "kod_obce", "psc", "sirka", "delka", "druh_adresy", "adresa_utajena")
CONTACTS = {"telefon": ContactKind.PHONE, "email": ContactKind.EMAIL, "web": ContactKind.WEB}
FORM_WORDS = {ServiceForm.OUTPATIENT: "ambulantní", ServiceForm.FIELD: "terénní", ServiceForm.RESIDENTIAL: "pobytová"}
YES_NO = {True: "ano", False: "ne", None: ""}

"""What names a person is not taken from the register: e-mails with a name in them, notes that say who answers the phone.

In doubt it is left out: an e-mail of the office can be typed by hand, a name that was published cannot be taken back.
"""

import re

from kpss_portal.czech import fold

TITLES = re.compile(
    r"\b(?:ing|mgr|bc|bca|mga|mudr|phdr|judr|rndr|paeddr|thdr|thmgr|doc|prof|ph\s?\.?\s?d|dis|mba|msc|pan[ií])\b\.?",
    re.IGNORECASE,
)
TWO_NAMES = re.compile(r"\b[^\W\d_a-z]\w+\s+[^\W\d_a-z][a-zá-ž]+\b")
FIRST_NAMES = frozenset(
    """adam adela ales alena alexandra alois alzbeta andrea anezka anna antonin barbora blanka bohumil bohuslav bozena
    dagmar dalibor dana daniel daniela david denisa dominik dominika edita eliska emil emilie erika eva filip frantisek
    gabriela hana helena hedvika hynek igor irena iva ivan ivana iveta ivo jakub jan jana jarmila jarmil jaromir jaroslav
    jaroslava jindrich jindriska jirina jiri jitka josef julie kamil kamila karel karolina katerina klara kristyna kveta
    ladislav lada lenka leona leos libor libuse lubomir lubos lucie ludek ludmila lukas magda magdalena marcel marcela marek
    marie marketa marta martin martina matej michaela michal milada milan milena milos miloslav miloslava miluse miriam
    miroslav miroslava monika nada natalie nela nikola nina oldrich olga ondrej otakar pavel pavla pavlina petr petra
    radek radim radka radomir radovan regina renata rene richard robert roman romana rostislav ruzena sabina sarka simona
    slavomir stanislav stanislava stepan stepanka svatava svatopluk sylva tatana tereza tibor tomas vaclav vendula vera
    veronika viktor vit vitezslav vladimir vladimira vlasta vlastimil vojtech vratislav zbynek zdenek zdenka zuzana""".split()
)
OFFICE_WORDS = frozenset(
    """ad alzheimer ambulance asistence asistencni azyl azylak azylovy azylova bydleni caritas centrala centrum charita
    chranene cizinci dar databaze denni detem deti diakonie dilna dilny dluhy domov domova dotaz dps duha dum ekonom ekonomka
    fakturace fondy help hospic info informace intervencni jidelna kancelar kc klub komunita komunitni kontakt kontakty
    krize krizova krizove linka materska mesto mestsky mobilni mzdy naddje nadeje nadace nahradni nizkoprah nocleharna nzdm
    obcanska obec odlehcovaci odlehcovacka office ombudsman osobni osp ou peci pece pecovatelska pecovatelky podpora
    podatelna pomoc poradce poradenstvi poradna posta prijem projekt provoz provozni ps ranapece recepce reditel reditelka
    rehabilitace rodina rodiny romano sanace sas sasrd sekretariat senior seniori sekretarka service sestry sluzba sluzby
    socialni sociosluzby socialka spolek sprava stacionar statutar stredisko sz tap terapie teren terenni terenniprogram
    tisen tisnova tlumocnik tlumoceni ustav uzivatele vedeni vedouci vzdelavani zadosti zajemci zakaznici zarizeni zdravi
    zdravotni zvlastni""".split()
)
PARTS = re.compile(r"[a-z]+")
FREE_MAIL = frozenset(
    "seznam.cz email.cz post.cz centrum.cz atlas.cz volny.cz gmail.com outlook.com hotmail.com".split()
)


def is_personal_email(address: str, organisation: str = "") -> bool:
    """Whether the address is one of a person; words of the organisation's name and the domain are not a person's."""
    local, _at, domain = fold(address).partition("@")
    parts = [part for part in PARTS.findall(local) if len(part) > 1]
    own = set(PARTS.findall(fold(organisation))) | set(PARTS.findall(domain))
    if any(_is_own(part, own) for part in parts):
        return any(part in FIRST_NAMES for part in parts) and len(parts) > 1 and not _is_own(parts[-1], own)
    if any(part in FIRST_NAMES for part in parts):
        return True
    if any(len(part) > 4 and part.endswith("ova") for part in parts):
        return True
    is_initial_and_name = bool(re.fullmatch(r"[a-z]\.[a-z]{3,}\d*", local))
    return is_initial_and_name or len(parts) > 1 or (domain in FREE_MAIL and len(parts) == 1 and len(parts[0]) > 3)


def _is_own(part: str, own: set[str]) -> bool:
    """A word of an office, or of the name of the organisation (also shortened: "diakonievm")."""
    if part in OFFICE_WORDS or part in own:
        return True
    words = [word for word in OFFICE_WORDS | own if len(word) > 4]
    return any(part.startswith(word[:6]) or (len(word) > 5 and word in part) for word in words)


def note_without_person(note: str) -> str:
    """The note, or nothing when it seems to name somebody."""
    if TITLES.search(note) or TWO_NAMES.search(note):
        return ""
    words = [fold(word) for word in re.findall(r"\w+", note)]
    if any(word in FIRST_NAMES or (len(word) > 5 and word.endswith("ova")) for word in words):
        return ""
    return note

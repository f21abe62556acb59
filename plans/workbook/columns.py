"""Sheets and columns of the plan workbook; Czech by contract, since offices keep such workbooks for years."""

from dataclasses import dataclass

PLAN, CHAPTERS, ITEMS, COSTS, INDICATORS = "plan", "kapitoly", "polozky", "naklady", "indikatory"
HELP = "napoveda"


@dataclass(frozen=True)
class Column:
    """A column (or, on the first sheet, a key) with what belongs into it."""

    name: str
    help: str
    required: bool = False
    width: int = 18


PLAN_KEYS = (
    Column("nazev", "Celý název plánu.", required=True),
    Column("slug", "Část webové adresy: malá písmena bez diakritiky, číslice a spojovník.", required=True),
    Column("druh", "komunitní plán, střednědobý plán, nebo jiný; prázdné znamená komunitní plán."),
    Column("od", "Začátek platnosti: datum nebo rok.", required=True),
    Column("do", "Konec platnosti: datum nebo rok.", required=True),
    Column("uzemi", "Území, pro které plán platí."),
    Column("urovne", "Názvy úrovní oddělené středníkem, shora dolů: priorita; cíl; opatření.", required=True),
    Column("vzor_kodu", "Prázdné znamená 1, 1.1, 1.1.1. Jiný vzor například A.1.1."),
    Column("vize", "Jedna dvě věty o stavu, kterého chcete dosáhnout."),
    Column("jednotka_castek", "Kč, nebo tis. Kč; v ní jsou všechny částky na listu naklady."),
    Column("kratky_nazev", "Krátký název do nabídek, například Plán 2025–2028."),
    Column("zpracoval", "Kdo plán připravil: skupiny a organizace."),
)
CHAPTER_COLUMNS = (
    Column("poradi", "Pořadí kapitoly, celé číslo.", required=True, width=8),
    Column("nadpis", "Nadpis kapitoly.", required=True, width=40),
    Column("text", "Text; odstavce oddělte prázdným řádkem, poznámku pod čarou napište [[takto]].", width=100),
)
ITEM_COLUMNS = (
    Column("kod", "Kód, který v plánu není dvakrát, například 1.2.3.", required=True, width=10),
    Column("nadrazena", "Kód položky, pod kterou patří; u nejvyšší úrovně prázdné.", width=10),
    Column("uroven", "Název úrovně z listu plan.", required=True, width=12),
    Column("nazev", "Název položky.", required=True, width=50),
    Column("popis", "Popis.", width=60),
    Column("zduvodneni", "Proč: situace a potřeba.", width=40),
    Column("ocekavany_dopad", "Co se tím změní.", width=40),
    Column("oblasti", "Pro koho: oblasti oddělené středníkem.", width=30),
    Column("realizator", "Kdo to udělá; více organizací oddělte středníkem.", width=30),
    Column("spolupracuje", "Kdo pomůže; více organizací oddělte středníkem.", width=30),
    Column("druh_zasahu", "udržení, zlepšení, rozvoj, nová služba, podpora, nebo průřezové.", width=14),
    Column("investice", "ano, ne, nebo prázdné.", width=9),
    Column("od", "Začátek: datum nebo rok.", width=12),
    Column("do", "Konec: datum nebo rok.", width=12),
    Column("termin_text", "Termín slovy, například průběžně.", width=18),
    Column("zdroje_text", "Zdroje slovy, když částky neznáte, například dle dotace.", width=24),
    Column("vystupy", "Výstupy.", width=30),
    Column("rizika", "Rizika.", width=30),
    Column(
        "sluzby",
        "Služby, kterých se to týká: názvy nebo identifikátory z katalogu, paragrafy; oddělte středníkem.",
        width=30,
    ),
    Column("poznamka", "Poznámka.", width=30),
    Column("garant", "Kdo za položku odpovídá; více oddělte středníkem.", width=24),
    Column("financuje", "Kdo dává peníze, pokud není mezi zdroji; více oddělte středníkem.", width=24),
)
COST_COLUMNS = (
    Column("kod", "Kód položky z listu polozky.", required=True, width=10),
    Column("rok", "Rok; prázdné znamená celé období plánu.", width=8),
    Column("zdroj", "Z čeho se platí, například rozpočet města.", required=True, width=30),
    Column(
        "castka", "Částka v jednotce z listu plan. Neznámou částku nepište, neznamená nulu.", required=True, width=16
    ),
    Column("druh", "plánované, schválené, nebo čerpané; prázdné znamená plánované.", width=12),
    Column("poznamka", "Poznámka.", width=40),
)
INDICATOR_COLUMNS = (
    Column("kod", "Kód položky z listu polozky.", required=True, width=10),
    Column("nazev", "Co se měří, například počet klientů za rok.", required=True, width=40),
    Column("jednotka", "Jednotka, například osoby.", width=14),
    Column("vychozi", "Výchozí hodnota: číslo nebo slova.", width=14),
    Column("cil", "Cílová hodnota: číslo nebo slova.", width=14),
    Column("rok_cile", "Rok, do kdy má být cíl dosažen.", width=10),
    Column("zdroj_dat", "Odkud se údaj bere.", width=30),
    Column("smer", "Kam má hodnota jít: roste, klesá, nebo drží; prázdné znamená, že to plán neříká.", width=10),
    Column(
        "lide", "ano, když ukazatel počítá lidi (malá čísla se v členění nezveřejní); prázdné znamená ano.", width=8
    ),
)
SHEETS: dict[str, tuple[Column, ...]] = {
    PLAN: PLAN_KEYS,
    CHAPTERS: CHAPTER_COLUMNS,
    ITEMS: ITEM_COLUMNS,
    COSTS: COST_COLUMNS,
    INDICATORS: INDICATOR_COLUMNS,
}

"""First texts of the portal, in Czech, ours to change: the office rewrites them as it likes."""

from community.enums import PageSection

PAGES: list[dict[str, str]] = [
    {
        "slug": "co-je-komunitni-planovani",
        "title": "Co je komunitní plánování",
        "section": PageSection.ABOUT,
        "summary": "Způsob, jak se obec, poskytovatelé a lidé, kterých se to týká, domluví na pomoci pro příští roky.",
        "body": (
            "<p>Komunitní plánování je domluva. Město, okolní obce, poskytovatelé služeb a lidé, kteří pomoc potřebují, "
            "si společně řeknou, co funguje, co chybí a co z toho zvládnou v příštích letech zaplatit a udělat.</p>"
            "<p>Výsledkem je plán: seznam opatření, u kterých je vidět, kdo je udělá, do kdy, za kolik a jak se pozná, že se povedla. "
            "Plán schvaluje zastupitelstvo a každý rok se vyhodnocuje.</p>"
            "<h2>Proč se to dělá</h2>"
            "<ul><li>Peníze jdou tam, kde jsou nejvíc potřeba.</li>"
            "<li>Lidé se o pomoci dozvědí dřív, než je pozdě.</li>"
            "<li>Služby o sobě vědí a doplňují se.</li>"
            "<li>I malá obec má slovo při rozhodování o tom, co jejím lidem slouží.</li></ul>"
        ),
    },
    {
        "slug": "kdo-planuje",
        "title": "Kdo plánuje",
        "section": PageSection.ABOUT,
        "summary": "Tři strany u jednoho stolu: zadavatelé, poskytovatelé a uživatelé.",
        "body": (
            "<p>Plán má smysl jen tehdy, když ho tvoří všichni, kterých se týká. Říká se jim triáda.</p>"
            "<h2>Zadavatelé</h2><p>Město, obce a kraj. Odpovídají za to, že pomoc existuje, a rozhodují o penězích.</p>"
            "<h2>Poskytovatelé</h2><p>Organizace, které pomáhají: charity, diakonie, domovy, poradny, spolky. Vědí, co je možné a co to stojí.</p>"
            "<h2>Uživatelé</h2><p>Lidé, kteří pomoc využívají, a jejich blízcí. Vědí nejlépe, co jim chybí a co jim pomohlo.</p>"
            "<p>Práci vede koordinátor, odborné věci řeší pracovní skupiny a na celek dohlíží řídící skupina.</p>"
        ),
    },
    {
        "slug": "zasady",
        "title": "Zásady, kterých se držíme",
        "section": PageSection.ABOUT,
        "summary": "Rovnost stran, otevřenost, skutečné potřeby a společná dohoda.",
        "body": (
            "<ul><li><strong>Každý hlas platí stejně.</strong> Uživatel, poskytovatel i radní mají u stolu stejné právo mluvit.</li>"
            "<li><strong>Vycházíme z potřeb.</strong> Opatření má v plánu místo, jen když víme, komu a proč pomůže.</li>"
            "<li><strong>Jednáme veřejně.</strong> Setkání, zápisy i čísla jsou na tomto portálu.</li>"
            "<li><strong>Hledáme dohodu.</strong> Hlasuje se, teprve když se dohodnout nelze.</li>"
            "<li><strong>Kompromis mezi přáním a možností.</strong> Plán, na který nejsou peníze ani lidé, nikomu neslouží.</li>"
            "<li><strong>Plán žije.</strong> Každý rok se vrátíme k tomu, co se povedlo, a řekneme, co ne a proč.</li></ul>"
        ),
    },
    {
        "slug": "jak-plan-vznika",
        "title": "Jak plán vzniká",
        "section": PageSection.ABOUT,
        "summary": "Od zjištění potřeb po vyhodnocení: šest kroků, které se opakují.",
        "body": (
            "<ol><li><strong>Zjistíme potřeby.</strong> Čísla o území, rozhovory, ankety a zkušenosti služeb.</li>"
            "<li><strong>Popíšeme, co máme.</strong> Které služby tu jsou, komu slouží a z čeho se platí.</li>"
            "<li><strong>Domluvíme priority a opatření.</strong> Navrhují je pracovní skupiny.</li>"
            "<li><strong>Návrh předložíme veřejnosti.</strong> Každý ho může připomínkovat a dostane odpověď.</li>"
            "<li><strong>Plán schválí zastupitelstvo.</strong> Od té chvíle se nemění; změna je nová verze s vlastním schválením.</li>"
            "<li><strong>Plníme a vyhodnocujeme.</strong> Jednou za rok zveřejníme, co je hotové.</li></ol>"
        ),
    },
    {
        "slug": "jak-se-zapojit",
        "title": "Jak se zapojit",
        "section": PageSection.ABOUT,
        "summary": "Stačí napsat, zavolat nebo přijít.",
        "body": (
            "<p>Nemusíte být odborník. Stačí, že se vás to týká: staráte se o rodiče, máte v rodině dítě s postižením, "
            "sami jste pomoc hledali, nebo ji dáváte.</p>"
            '<ul><li>Přečtěte si <a href="/plany/">plán</a> a řekněte nám, co v něm chybí.</li>'
            '<li>Podívejte se do <a href="/kalendar/">kalendáře</a>, kdy se sejdeme.</li>'
            '<li>Napište nebo zavolejte na <a href="/kontakty/">kontakty</a> koordinátora.</li></ul>'
        ),
    },
    {
        "slug": "slovnik",
        "title": "Slovník",
        "section": PageSection.ABOUT,
        "summary": "Slova, která se v plánech opakují, a co znamenají.",
        "body": (
            "<h2>Ambulantní, terénní a pobytová služba</h2><p>Za ambulantní službou docházíte, terénní přijde za vámi, v pobytové bydlíte.</p>"
            "<h2>Cílová skupina</h2><p>Lidé, kterým je služba určena, například senioři nebo rodiny s dětmi.</p>"
            "<h2>Indikátor</h2><p>Údaj, podle kterého se pozná, zda se opatření plní, například počet lidí, kterým služba pomohla.</p>"
            "<h2>Minimální síť</h2><p>Seznam služeb, na kterých se obce dohodly, že je chtějí zachovat a přispívají na ně.</p>"
            "<h2>Opatření</h2><p>Konkrétní věc, kterou má někdo do určité doby udělat.</p>"
            "<h2>Sociální služba</h2><p>Pomoc registrovaná podle zákona č. 108/2006 Sb., o sociálních službách.</p>"
            "<h2>Související služba</h2><p>Pomoc, která se neregistruje, ale doplňuje sociální služby, například půjčovna pomůcek.</p>"
            "<h2>Střednědobý plán</h2><p>Plán rozvoje sociálních služeb podle § 3 zákona o sociálních službách.</p>"
        ),
    },
    {
        "slug": "osobni-udaje",
        "title": "Osobní údaje",
        "section": PageSection.LEGAL,
        "summary": "Jaké údaje o vás portál zpracovává, proč a jak dlouho.",
        "body": (
            "<p>Portál provozuje město uvedené v patičce; ono odpovídá za zpracování osobních údajů.</p>"
            "<h2>Když si portál jen prohlížíte</h2><p>Nic o vás neukládáme. Portál nepoužívá sledovací ani reklamní cookies a nenačítá nic z cizích serverů.</p>"
            "<h2>Když se přihlásíte</h2><p>Uchováváme vaše jméno, e-mail a čas posledního přihlášení, dokud účet trvá; "
            "pokud máte druhý krok přihlášení, také jeho klíče. U každého zařízení, kde jste přihlášeni, uchováváme druh "
            "prohlížeče a čas, ne adresu; zařízení si můžete odhlásit na stránce Můj účet. "
            "Pokusy o přihlášení počítáme podle otisku adresy, ze kterého adresu nejde zjistit; klíč k němu druhý den zaniká. "
            "Cookie slouží jen k tomu, abyste zůstali přihlášeni, nejdéle dvanáct hodin; po odhlášení zanikne.</p>"
            "<h2>Vaše práva</h2><p>Můžete se ptát, jaké údaje o vás máme, chtít jejich opravu nebo výmaz a podat stížnost Úřadu pro ochranu osobních údajů. "
            'Obraťte se na <a href="/kontakty/">kontakty</a> města.</p>'
        ),
    },
]

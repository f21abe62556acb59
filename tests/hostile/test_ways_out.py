"""Nothing leads people or the server elsewhere: redirects, resources of documents, stored addresses."""

import pytest

from kpss_portal.pdf import BASE, ResourceRefused, own_file
from tests.hostile.cases import case

pytestmark = pytest.mark.django_db
ELSEWHERE = [
    ("an address", "https://evil.example/"),
    ("two slashes", "//evil.example/"),
    ("three slashes", "///evil.example/"),
    ("backslashes", "/\\evil.example/"),
    ("a scheme without slashes", "https:evil.example"),
    ("a script", "javascript:alert(1)"),
    ("data", "data:text/html,<script>1</script>"),
    ("a tab inside", "/\t/evil.example/"),
    ("our name before theirs", "https://testserver@evil.example/"),
    ("a line break", "/\n/evil.example/"),
]


@pytest.mark.parametrize(
    "target", [case(f"back after signing in: {name}", "V3.7.2, open redirect", target) for name, target in ELSEWHERE]
)
def test_nobody_is_led_elsewhere_after_signing_in(client, coordinator, target):
    typed = {"login": "coordinator@example.cz", "password": "correct horse battery", "next": target}
    answer = client.post("/ucet/prihlaseni/heslem/", typed)

    assert answer.status_code == 302
    assert answer["Location"].startswith("/")
    assert not answer["Location"].startswith(("//", "/\\", "/\t", "/\n"))


@pytest.mark.parametrize(
    ("field", "target"),
    [
        case("back from a task: an address", "V3.7.2", "zpet", "https://evil.example/"),
        case("back from a task: two slashes", "V3.7.2", "zpet", "//evil.example/"),
        case("back from a task: backslashes", "V3.7.2", "zpet", "/\\evil.example/"),
    ],
)
def test_nobody_is_led_elsewhere_from_a_task(made, signed_in, field, target):
    made["task"].membership = made["row"].membership
    made["task"].save()
    answer = signed_in(made["member"]).post(f"/moje/ukoly/{made['task'].uuid}/", {field: target, "stav": "done"})

    assert answer.status_code in {302, 404, 405}
    assert "evil" not in answer.get("Location", "")


@pytest.mark.parametrize(
    "referer",
    [
        case("back to my list: another web", "V3.7.2", "https://evil.example/"),
        case("back to my list: two slashes of ours", "V3.7.2", "http://testserver//evil.example/"),
        case("back to my list: nonsense", "V3.7.2", "http://[evil"),
    ],
)
def test_nobody_is_led_elsewhere_from_my_list(client, referer):
    answer = client.post("/katalog/muj-seznam/zmenit/", {"pridat": "1"}, HTTP_REFERER=referer)

    assert answer.status_code == 302
    assert answer["Location"].startswith("/katalog/")


@pytest.mark.parametrize(
    "address",
    [
        case("a document asks the metadata of a cloud", "V1.3.6", "http://169.254.169.254/latest/meta-data/"),
        case("a document asks this machine", "V1.3.6", "http://127.0.0.1:5432/"),
        case("a document asks this machine by its other name", "V1.3.6", "http://[::1]/"),
        case("a document asks for a file", "V1.3.6, V5.3.2", "file:///etc/passwd"),
        case("a document asks by gopher", "V1.3.6", "gopher://127.0.0.1:6379/_FLUSHALL"),
        case("a document goes up from our files", "V5.3.2", BASE + "../../etc/passwd"),
        case("a document goes up from uploads", "V5.3.2", BASE + "media/%2e%2e/%2e%2e/secret.key"),
        case("a document hides its host", "V1.3.6", "https://portal.invalid@evil.example/css/pdf.css"),
        case("a document asks a host with our beginning", "V1.3.6", "https://portal.invalid.evil.example/css/pdf.css"),
        case("a document carries a page", "V1.3.6", "data:text/html;base64,PHNjcmlwdD4="),
        case("a document carries a drawing", "V1.3.4", "data:image/svg+xml,<svg onload='x()'/>"),
        case("a document asks for nothing", "V1.3.6", ""),
    ],
)
def test_documents_fetch_nothing_of_others(address):
    with pytest.raises(ResourceRefused):
        own_file(address)


@pytest.mark.parametrize(
    "address",
    [
        case("web of a municipality with a script", "V1.2.2, Wagtail 2021: bad protocols", "javascript:alert(1)"),
        case("web of a municipality with data", "V1.2.2", "data:text/html,x"),
        case("web of a municipality in a file", "V1.2.2", "file:///etc/passwd"),
        case("web of a municipality with a space before", "V1.2.2", " javascript:alert(1)"),
    ],
)
def test_stored_addresses_are_of_the_web(made, address):
    from django.core.exceptions import ValidationError

    made["town"].web = address
    with pytest.raises(ValidationError) as refused:
        made["town"].full_clean()
    assert "web" in refused.value.message_dict


@pytest.mark.parametrize(
    "link",
    [
        case("rich text with a script in a link", "V1.3.1", '<a href="javascript:alert(1)">x</a>'),
        case("rich text with a tab in its scheme", "V1.3.1", '<a href="java\tscript:alert(1)">x</a>'),
        case("rich text with an entity in its scheme", "V1.3.1", '<a href="&#106;avascript:alert(1)">x</a>'),
        case("rich text with a handler", "V1.3.1", '<p onclick="alert(1)">x</p>'),
        case("rich text with a style", "V1.3.5", '<p style="background:url(//evil.example)">x</p>'),
        case("rich text with a drawing", "V1.3.4", "<svg><script>alert(1)</script></svg>x"),
        case("rich text with a frame", "V1.3.1, Decidim 2024: embeds", '<iframe src="//evil.example"></iframe>x'),
        case("rich text with mathematics", "V1.3.1, mutation XSS", "<math><mtext><table><mglyph><style><img src=x onerror=1>"),
        case("rich text with a form", "V1.3.1", '<form action="//evil.example"><input name=p></form>x'),
        case("rich text with a base", "V1.3.1", '<base href="//evil.example/">x'),
    ],
)  # fmt: skip
def test_rich_text_keeps_nothing_that_acts(link):
    from kpss_portal.rich_text import clean_html

    clean = clean_html(link).lower()

    assert not any(
        word in clean for word in ("script", "evil", "onclick", "onerror", "<svg", "<math", "<form", "style=")
    )

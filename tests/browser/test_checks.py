"""The checks themselves: each must be able to say no."""

import pytest

from tests.browser.checks import (
    assert_accessible,
    assert_no_foreign_requests,
    assert_no_sideways_scroll,
    assert_quiet_console,
    axe_faults,
)
from tests.browser.vnu import html_faults

HOME = "http://portal.test/"
GOOD = """<!doctype html><html lang="cs"><head><meta charset="utf-8"><title>Zkouška</title>
<meta name="viewport" content="width=device-width"></head>
<body><main><h1>Plán</h1>{}</main></body></html>"""
STRICT = "default-src 'none'; img-src 'self'; frame-ancestors 'none'"


@pytest.fixture
def show(context, page):
    """Shows HTML as the first page of a portal with a strict policy; other hosts answer nothing."""

    def show(body: str):
        context.route("**/*", lambda route: route.fulfill(status=404, body=""))
        context.route(HOME, lambda route: route.fulfill(
            status=200, content_type="text/html; charset=utf-8", body=GOOD.format(body),
            headers={"Content-Security-Policy": STRICT},
        ))  # fmt: skip
        page.goto(HOME)
        return page

    return show


def test_good_page_passes(show):
    page = show("<p>Příliš žluťoučký kůň.</p>")

    assert_accessible(page)
    assert_no_sideways_scroll(page)
    assert_no_foreign_requests(page)


def test_picture_without_words_is_found_under_a_strict_policy(show):
    page = show('<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=" width="9" height="9">')

    assert [fault.split(":")[0] for fault in axe_faults(page)] == ["image-alt"]


def test_fault_hidden_in_details_is_found(show):
    page = show("<details><summary>Více</summary><img src='/x.png' width='9' height='9'></details>")

    with pytest.raises(AssertionError, match="image-alt"):
        assert_accessible(page)


def test_wide_table_is_found(show):
    page = show("<table><tr>" + "<td>Nejdelší slovo</td>" * 20 + "</tr></table>")

    with pytest.raises(AssertionError, match="360 px"):
        assert_no_sideways_scroll(page)


def test_stranger_is_found(show):
    page = show('<img src="https://stranger.test/pixel.png" alt="">')

    with pytest.raises(AssertionError, match=r"stranger\.test"):
        assert_no_foreign_requests(page)


def test_breach_of_policy_is_found(show):
    page = show("<script>document.title = 'x'</script>")

    with pytest.raises(AssertionError, match="Content Security Policy"):
        assert_quiet_console(page)


def test_invalid_html_is_found(tmp_path):
    pages = {"/dobra/": GOOD.format("<p>Dobrá</p>"), "/vadna/": GOOD.format("<p><div></p><img src=x>")}

    faults = html_faults(pages, tmp_path)

    assert {fault.split(":")[0] for fault in faults} == {"/vadna/"}
    assert any("alt" in fault for fault in faults)


def test_newer_html_is_not_taken_for_a_fault(tmp_path):
    newer = '<search><form action="/"><input name="q" aria-label="Hledat"></form></search>'
    newer += '<details name="a"><summary>Více</summary></details>'

    assert html_faults({"/": GOOD.format(newer)}, tmp_path) == []

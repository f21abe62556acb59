"""Templates: none unused, none missing, no inline style or script, plurals by gettext."""

import re

from tests.house.tree import PROJECT_DIR, relative, sources, templates, tracked

FOUND_BY_DJANGO = re.compile(
    r"^errors/\d{3}\.html$"  # by the status of the answer
    r"|^admin/"  # in the place of the admin's own
    r"|^(registration|django|crispy_forms|bootstrap5)/"
)


def name_of(path) -> str:
    return relative(path).split("templates/", 1)[1]


def test_each_template_is_used():
    names = {name_of(path) for path in templates()}
    texts = [path.read_text(encoding="utf-8") for path in (*templates(), *sources())]
    quoted = set(re.findall(r"""["']([\w./-]+\.(?:html|txt|xml))["']""", "\n".join(texts)))
    by_view = set(re.findall(r"template_name_suffix", "\n".join(texts)))

    unused = {name for name in names - quoted if not FOUND_BY_DJANGO.match(name)}

    assert not by_view, "name templates in full: then one can look for them"
    assert unused == set()


def test_each_named_template_exists():
    names = {name_of(path) for path in templates()}
    ours = {name.split("/")[0] for name in names if "/" in name}
    missing = {
        f"{relative(path)}: {quoted}"
        for path in (*templates(), *sources())
        for quoted in re.findall(r"""["']([\w./-]+\.html)["']""", path.read_text(encoding="utf-8"))
        if quoted.split("/")[0] in ours - {"admin", "bootstrap5"} and "/" in quoted and quoted not in names
    }
    assert missing == set()


def test_no_inline_style_or_script():
    """Pages have a strict policy; documents have none, and their colour is a part of the frozen content."""
    inline = re.compile(r"<style\b|<script(?![^>]*\b(src|type=\"application/(ld\+)?json\"))|\sstyle=|\son[a-z]+=\"")
    found = {
        f"{relative(path)}: {match.group(0).strip()}"
        for path in templates()
        if path.suffix == ".html" and path.parent.name != "pdf"
        for match in [inline.search(without_comments(path))]
        if match
    }
    assert found == set()


def test_plurals_are_left_to_gettext():
    assert {relative(path) for path in templates() if "|pluralize" in path.read_text(encoding="utf-8")} == set()


def test_closing_tags_name_their_block():
    bare = {
        relative(path) for path in templates() if re.search(r"{%-? *endblock *-?%}", path.read_text(encoding="utf-8"))
    }

    assert bare == set()


def test_components_say_what_they_take():
    silent = {
        relative(path)
        for path in templates()
        if "/components/" in relative(path)
        and not path.read_text(encoding="utf-8").lstrip().startswith(("{#", "{% comment"))
    }
    assert silent == set()


def test_no_page_asks_a_stranger():
    foreign = re.compile(r"""<(?:script|link|img|iframe|source|video|audio)\b[^>]*(?:src|href)=["'](?:https?:)?//""")
    found = {relative(path) for path in templates() if foreign.search(without_comments(path))}

    assert found == set()


def test_styles_ask_no_stranger():
    foreign = re.compile(r"""(?:url\(|@import)\s*["']?(?:https?:)?//""")
    styles = [path for path in tracked(".css") if relative(path).startswith("static/")]

    assert {relative(path) for path in styles if foreign.search(path.read_text(encoding="utf-8"))} == set()


def without_comments(path) -> str:
    text = re.sub(r"{#.*?#}", "", path.read_text(encoding="utf-8"))
    return re.sub(r"{% comment.*?endcomment %}", "", text, flags=re.DOTALL)


def test_templates_stand_in_one_folder():
    assert {relative(path) for path in templates() if not path.is_relative_to(PROJECT_DIR / "templates")} == set()

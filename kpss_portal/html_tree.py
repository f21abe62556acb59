"""Clean HTML (kpss_portal/rich_text.py) as a tree in which each node knows where it stands."""

import re
from dataclasses import dataclass, field
from html import unescape

TOKEN = re.compile(r'<(?P<closing>/?)(?P<name>[a-z0-9]++)(?P<attributes>(?:[^<>"]++|"[^"]*+")*)>|(?P<words>[^<]++)')
ATTRIBUTE = re.compile(r'(?<![a-z])([a-z]++)="([^"]*+)"')
VOID = {"br"}
DEEPEST = 40  # words of what is nested deeper stay, its tags do not; nobody writes so, and recursion has its limits


@dataclass
class Words:
    """Words between tags, and their place in the text."""

    words: str
    start: int
    end: int


@dataclass
class Element:
    """A tag with what is inside, and its place in the text."""

    name: str
    attributes: str
    start: int
    end: int = 0
    children: list["Element | Words"] = field(default_factory=list)

    def value(self, attribute: str) -> str:
        """The value of an attribute; empty when it is not there."""
        return unescape(dict(ATTRIBUTE.findall(self.attributes)).get(attribute, ""))

    def elements(self, *names: str) -> list["Element"]:
        """The nearest elements of these names at any depth, in their order."""
        found: list[Element] = []
        for child in self.children:
            if isinstance(child, Element):
                found += [child] if child.name in names else child.elements(*names)
        return found


def tree_of(html: str) -> list[Element | Words]:
    """Nodes at the top. The text has to be clean: each tag is closed."""
    top = Element("", "", 0)
    open_now = [top]
    for token in TOKEN.finditer(html):
        if token["words"] is not None:
            open_now[-1].children.append(Words(unescape(token["words"]), token.start(), token.end()))
        elif token["closing"]:
            closed = open_now.pop() if len(open_now) > 1 else top
            closed.end = token.end()
        else:
            element = Element(token["name"], token["attributes"], token.start(), token.end())
            is_shallow = len(open_now) <= DEEPEST
            if is_shallow:
                open_now[-1].children.append(element)
            if element.name not in VOID:
                open_now.append(element if is_shallow else open_now[-1])
    return top.children

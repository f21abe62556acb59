"""Blocks that other parts add to the desk of a member, to the page of a meeting and to the page of a group.

A part registers a function, which its module does when `apps.py` imports it:

    @desk_block
    def tasks(user):
        yield Block("…/tasks.html", {"tasks": …}, rank=10)

The template of a block gets its own context only (`block.context` as `it`), and is a section of the page.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Block:
    """A section: its template, what it needs, where it stands (lower first), and how many things in it wait for the person."""

    template: str
    context: dict[str, Any] = field(default_factory=dict)
    rank: int = 50
    waiting: int = 0


DeskSource = Callable[[Any], Iterable[Block]]
PageSource = Callable[[Any, Any], Iterable[Block]]
_desk: list[DeskSource] = []
_meeting: list[PageSource] = []
_group: list[PageSource] = []


def desk_block(source: DeskSource) -> DeskSource:
    """Registers blocks of the desk, given the user."""
    _desk.append(source)
    return source


def meeting_block(source: PageSource) -> PageSource:
    """Registers blocks of the page of a meeting, given the meeting and the user."""
    _meeting.append(source)
    return source


def group_block(source: PageSource) -> PageSource:
    """Registers blocks of the page of a group, given the group and the user."""
    _group.append(source)
    return source


def desk_blocks(user: Any) -> list[Block]:
    """All of the desk, in order."""
    return sorted((block for source in _desk for block in source(user)), key=lambda block: block.rank)


def meeting_blocks(meeting: Any, user: Any) -> list[Block]:
    """All of a meeting, in order."""
    return sorted((block for source in _meeting for block in source(meeting, user)), key=lambda block: block.rank)


def group_blocks(group: Any, user: Any) -> list[Block]:
    """All of a group, in order."""
    return sorted((block for source in _group for block in source(group, user)), key=lambda block: block.rank)

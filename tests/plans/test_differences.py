"""What changed between two versions is said in full: items by lineage, texts word by word, money to the crown."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from kpss_portal.wording import Piece, word_pieces
from plans import amending, tree, workflow
from plans.content_document import content_of
from plans.differences import compare
from plans.models import Chapter, PlanCost
from tests.plans.factories import cost, whole_plan

WORDS = some.text(alphabet="ab \nčř.,", max_size=40)


@given(WORDS, WORDS)
def test_pieces_give_both_texts_back(before, after):
    pieces = word_pieces(before, after)

    assert "".join(piece.text for piece in pieces if piece.kind != "added") == before
    assert "".join(piece.text for piece in pieces if piece.kind != "removed") == after


def test_only_the_word_that_differs_is_marked():
    assert word_pieces("Pomoc doma do týdne.", "Pomoc doma do měsíce.") == [
        Piece("Pomoc doma do "),
        Piece("týdne", "removed"),
        Piece("měsíce", "added"),
        Piece("."),
    ]


def test_texts_too_long_to_compare_are_shown_whole():
    before, after = "slovo " * 6000, "jinak " * 6000

    assert [piece.kind for piece in word_pieces(before, after)] == ["removed", "added"]


@pytest.fixture
def versions(db, coordinator):
    """An approved plan and a draft of its amendment."""
    plan = whole_plan()
    plan = workflow.take_step(workflow.take_step(plan, "hand_over", by=coordinator), "approve", by=coordinator)
    return plan, amending.amend(plan, by=coordinator)


def between(versions):
    return compare(*(content_of(version) for version in versions))


def change_of(found, title):
    return next(change for change in found.items if change.title == title)


def test_a_copy_differs_in_nothing(versions):
    assert between(versions).is_empty


def test_an_added_item_is_told_with_its_words_and_money(versions):
    added = tree.add_item(versions[1], versions[1].items.get(code="1.1"), "Noční služba")
    cost(added, 500)

    change = change_of(between(versions), "Noční služba")

    assert (change.is_added, change.code) == (True, "1.1.3")
    assert [money.after for money in change.money] == [500]


def test_a_removed_item_is_told_and_those_behind_it_are_only_renumbered(versions):
    tree.remove_item(versions[1].items.get(code="1.1.1"))

    found = between(versions)

    removed, moved_up = change_of(found, "Položka 1.1.1"), change_of(found, "Položka 1.1.2")
    assert removed.is_removed
    assert (moved_up.old_code, moved_up.code, moved_up.is_changed) == ("1.1.2", "1.1.1", False)
    assert dict(found.counts()) == {"odebráno": 1, "jen přečíslováno": 1}


def test_a_moved_item_says_from_where_to_where(versions):
    amendment = versions[1]
    tree.move_item(amendment.items.get(code="1.1"), amendment.items.get(code="2"), 1)

    change = change_of(between(versions), "Položka 1.1")

    assert (change.moved_from, change.moved_to) == ("1 Položka 1", "2 Položka 2")


def test_other_money_is_told_to_the_crown(versions):
    PlanCost.objects.filter(item__plan=versions[1]).update(amount_czk=1_234_568)

    change = change_of(between(versions), "Položka 1.1.1")

    assert [(money.before, money.after) for money in change.money] == [(1_234_567, 1_234_568)]


def test_money_that_is_not_known_any_more_is_unknown_not_zero(versions):
    PlanCost.objects.filter(item__plan=versions[1]).delete()

    assert [money.after for money in change_of(between(versions), "Položka 1.1.1").money] == [None]


def test_a_date_is_told_as_people_read_it(versions):
    amendment = versions[1]
    amendment.ends_on = date(2029, 6, 30)
    amendment.save()

    change = between(versions).facts[0]

    assert (change.label, "".join(piece.text for piece in change.pieces if piece.kind != "removed")) == (
        "platí do",
        "30. 6. 2029",
    )


def test_a_chapter_is_compared_without_its_markup(versions):
    Chapter.objects.filter(plan=versions[1]).update(body="<p><strong>Text.</strong></p>")
    assert between(versions).is_empty

    Chapter.objects.filter(plan=versions[1]).update(body="<p>Text.</p><p>A dál.</p>")
    assert [change.label for change in between(versions).chapters] == ["Úvod"]

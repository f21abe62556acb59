"""Pages of a list take any number from the address."""

import pytest
from django.core.paginator import Paginator

from kpss_portal.models import SearchEntry
from kpss_portal.paging import CountedPages, SafePages

pytestmark = pytest.mark.django_db
NONSENSE = ["", "0x2", "a", "-", "1.5", "\x00", "' OR 1=1", "²", "9" * 5000]


@pytest.fixture
def entries():
    SearchEntry.objects.bulk_create(
        SearchEntry(kind="x", object_id=number, title=f"Věc {number:02d}") for number in range(25)
    )
    return SearchEntry.objects.order_by("object_id")


def page_of(rf, entries, asked):
    view = SafePages()
    view.request = rf.get("/", {} if asked is None else {"strana": asked})
    paginator, page, rows, is_paged = view.paginate_queryset(entries, 10)
    return page.number, len(rows), is_paged, type(paginator)


@pytest.mark.parametrize(
    ("asked", "number", "count"),
    [(None, 1, 10), ("1", 1, 10), ("3", 3, 5), ("٣", 3, 5), ("4", 3, 5), ("999999", 3, 5), ("0", 3, 5), ("-1", 3, 5)],
)
def test_page_is_the_asked_one_or_the_last_one(rf, entries, asked, number, count):
    assert page_of(rf, entries, asked) == (number, count, True, Paginator)


@pytest.mark.parametrize("asked", NONSENSE)
def test_nonsense_is_the_first_page(rf, entries, asked):
    assert page_of(rf, entries, asked) == (1, 10, True, Paginator)


def test_empty_list_has_one_page(rf):
    assert page_of(rf, SearchEntry.objects.order_by("pk"), "7") == (1, 0, False, Paginator)


def test_list_of_known_length_is_not_counted(entries, django_assert_num_queries):
    pages = CountedPages(entries, 10, count=25)

    with django_assert_num_queries(1):
        page = pages.get_page("2")
        numbers = [entry.object_id for entry in page]

    assert (pages.count, pages.num_pages, numbers, page.has_next()) == (25, 3, list(range(10, 20)), True)


@pytest.mark.parametrize("asked", [*NONSENSE, "0", "-5", "100"])
def test_list_of_known_length_takes_anything_too(entries, asked):
    assert CountedPages(entries, 10, count=25).get_page(asked).number in {1, 3}


@pytest.mark.parametrize("address", ["/katalog/", "/hledat/", "/aktuality/"])
@pytest.mark.parametrize("asked", NONSENSE)
def test_pages_of_the_portal_take_anything(client, address, asked):
    from tests.community.factories import OfficeFactory

    OfficeFactory()

    assert client.get(address, {"strana": asked, "q": "x"}).status_code == 200

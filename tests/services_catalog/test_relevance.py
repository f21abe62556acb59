"""The written set of real questions against the catalogue of the sample territory."""

import pytest

from community.setup import set_up
from community.territory import district_of
from kpss_portal.czech import fold
from kpss_portal.spreadsheets import read_workbook
from scripts.relevance import load_queries, means, measure
from services_catalog.code_lists import DATA, link_situations, load_code_lists
from services_catalog.finding import Question, find
from services_catalog.importing.reading import preview_of
from services_catalog.importing.writing import write
from services_catalog.indexing import reindex_services
from services_catalog.models import Service

CATALOGUE = DATA / "catalogue_litomericko.csv"
ENOUGH_WITH, ENOUGH_WITHOUT = 0.95, 0.90


@pytest.mark.django_db
def test_real_questions_are_answered_among_the_first_five(sample_catalogue):
    slugs = dict(Service.objects.values_list("pk", "slug"))
    queries = load_queries(section_of_service())

    assert len(queries) >= 120
    recall, _rank = means(measure(queries, lambda q: [slugs[key] for key in find(Question(q=q)).keys]))
    assert recall >= ENOUGH_WITH
    recall, _rank = means(measure(queries, lambda q: [slugs[key] for key in find(Question(q=fold(q))).keys]))
    assert recall >= ENOUGH_WITHOUT


@pytest.mark.django_db
def test_the_set_names_only_services_that_are_there(sample_catalogue):
    known = set(Service.objects.values_list("slug", flat=True))

    for query in load_queries(section_of_service()):
        assert query.expected, query.text
        assert query.expected | query.near <= known, query.text


@pytest.fixture(scope="module")
def sample_catalogue(kept):
    kept(_catalogue)


def _catalogue():
    load_code_lists()
    set_up(district_of("Litoměřice"), portal_name="Vzor")
    with CATALOGUE.open("rb") as file:
        write(preview_of(read_workbook(file)), CATALOGUE.name, None)
    link_situations()
    reindex_services()


def section_of_service():
    """Services by the section of the Act."""
    sections = {}
    for slug, paragraph in Service.objects.values_list("slug", "service_type__paragraph"):
        sections.setdefault((paragraph or "").replace(" ", ""), set()).add(slug)
    return lambda section: sections[section]

"""The file is read as a stream; whatever is wrong with it is told in a sentence and changes nothing."""

import json
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services_catalog.register import streaming
from services_catalog.register.faults import RegisterFault
from services_catalog.register.streaming import RegisterReader
from tests.services_catalog.register.factories import DATA, document, item

FAST = settings(max_examples=60, deadline=None, database=None)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


def items_of(data):
    return list(RegisterReader(BytesIO(data)))


@given(st.lists(JSON, max_size=6), st.integers(1, 40), st.dictionaries(st.text(max_size=4), JSON, max_size=2))
@FAST
def test_pieces_of_any_size_give_what_the_whole_gives(items, size, before):
    document_ = json.dumps(before | {"polozky": items}, ensure_ascii=False).encode()
    chunk, streaming.CHUNK = streaming.CHUNK, size
    try:
        assert items_of(document_) == items
    finally:
        streaming.CHUNK = chunk


@given(st.integers(1, 100_000))
@FAST
def test_a_file_cut_anywhere_is_refused(cut):
    data = document(item(1), item(2)).strip()

    with pytest.raises(RegisterFault):
        items_of(data[: cut % len(data)])


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "Soubor je prázdný."),
        (b"  \n", "Soubor je prázdný."),
        (document(item())[: len(document(item())) // 2], "Soubor je useknutý nebo poškozený"),
        (document(item()).decode().encode("cp1250"), "Soubor není v kódování UTF-8"),
        (document(item()).decode().encode("utf-16"), "UTF-16"),
        (b"PK\x03\x04", "ZIP"),
        (b"\x1f\x8b", "GZIP"),
        (b"[]", "polozky"),
        (b'{"items": []}', "polozky"),
        (b'{"polozky": {}}', "polozky"),
        (b'{"polozky": [1 2]}', "poškozený"),
        (b'{"polozky": [NaN]}', "poškozený"),
        (b'{"polozky": [' + b"[" * 100_000, "poškozený"),
        (b'{"polozky": []} {"polozky": []}', "poškozený"),
    ],
)
def test_what_is_not_the_file_is_told_in_czech(data, message):
    with pytest.raises(RegisterFault) as told:
        items_of(data)

    assert message in str(told.value)


def test_the_sample_of_the_ministry_has_fourteen_services_and_a_mark_at_its_start_is_allowed():
    data = (DATA / "sample_rpss.json").read_bytes()

    assert len(items_of(data)) == len(items_of(b"\xef\xbb\xbf" + data)) == 14

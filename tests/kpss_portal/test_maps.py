"""Drawing of maps: degrees to units, outlines without needless points, points that do not lie over each other."""

from itertools import combinations
from math import hypot

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpss_portal.maps import MARGIN, TALLEST, WIDTH, frame_around, path_of, simplified, spread

SQUARE = [(14.0, 50.0), (15.0, 50.0), (15.0, 51.0), (14.0, 51.0), (14.0, 50.0)]
degrees = st.tuples(st.floats(12, 18.9), st.floats(48.5, 51.1))


@given(st.lists(degrees, min_size=1, max_size=30))
def test_every_point_lies_in_the_frame_around_all(pairs):
    frame = frame_around(pairs)

    assert all(frame.holds(pair) for pair in pairs)
    assert 2 * MARGIN <= frame.height <= TALLEST


def test_there_is_no_frame_around_nothing():
    assert frame_around([]) is None


def test_north_is_up_and_east_is_right():
    frame = frame_around(SQUARE)

    (west, low), (east, high) = frame.place((14.0, 50.0)), frame.place((15.0, 51.0))
    assert (west < east, high < low, east <= WIDTH - MARGIN + 0.1) == (True, True, True)


def test_an_outline_is_a_closed_path():
    path = path_of([SQUARE], frame_around(SQUARE))

    assert (path[0], path[-1], path.count("L")) == ("M", "z", 3)


def test_points_on_a_line_are_left_out_and_corners_stay():
    dense = [(14 + step / 1000, 50.0) for step in range(1000)] + SQUARE[1:]

    kept = simplified(dense, 0.0003)

    assert set(SQUARE) <= set(kept)
    assert len(kept) < 30


def test_a_ring_smaller_than_the_tolerance_keeps_its_shape():
    tiny = [(14.0, 50.0), (14.0001, 50.0), (14.0001, 50.0001), (14.0, 50.0)]

    assert simplified(tiny, 0.0003) == tiny


@pytest.mark.parametrize("points", [[(5.0, 5.0)] * 3, [(0.0, 0.0), (1.0, 1.0), (300.0, 2.0)]])
def test_points_are_pushed_apart(points):
    moved = spread(points, 40)

    assert all(hypot(a[0] - b[0], a[1] - b[1]) > 38 for a, b in combinations(moved, 2))


def test_points_with_room_stay_where_they_are():
    assert spread([(0.0, 0.0), (100.0, 0.0)], 40) == [(0.0, 0.0), (100.0, 0.0)]

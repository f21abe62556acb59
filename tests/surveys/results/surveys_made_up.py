"""Small surveys for property tests: every shape of answers, few people, rare answers often."""

from hypothesis import strategies as st

from surveys.results.tables import NONE, Multiple, Single
from tests.surveys.results.solver import possible_answers


@st.composite
def surveys(draw, most_people=60, most_questions=4):
    """Questions with answers, crossings, and a threshold."""
    k = draw(st.sampled_from([3, 3, 4, 5]))
    people = draw(st.integers(0, most_people))
    count = draw(st.integers(1, most_questions))
    has_multiple = draw(st.booleans())
    variables = []
    for number in range(count):
        empty = (
            Multiple(
                "m",
                ("1", "2", "3"),
                [],
                most=draw(st.sampled_from([None, 1, 2])),
                alone=draw(st.sampled_from([frozenset(), frozenset("3")])),
            )
            if has_multiple and number == count - 1
            else Single(f"q{number}", tuple("abcd"[: draw(st.integers(2, 4))]), [])
        )
        answers = possible_answers(empty)
        weights = draw(st.lists(st.sampled_from([0, 1, 1, 3, 10]), min_size=len(answers), max_size=len(answers)))
        bag = [answer for answer, weight in zip(answers, weights, strict=True) for _time in range(weight)] or answers
        values = draw(st.lists(st.sampled_from(bag), min_size=people, max_size=people))
        variables.append(type(empty)(**{**empty.__dict__, "values": values}))
    sides = [
        name for one in variables for name in ([one.id] if isinstance(one, Single) else [f"m.{o}" for o in one.options])
    ]
    pairs = [(one, two) for one in sides for two in sides if one < two and one.split(".")[0] != two.split(".")[0]]
    crosses = draw(st.lists(st.sampled_from(pairs), max_size=4, unique=True)) if pairs else []
    return variables, crosses, k


def people_of(variables):
    names = [variable.id for variable in variables]
    return [
        dict(zip(names, answers, strict=True))
        for answers in zip(*(variable.values for variable in variables), strict=True)
    ]


__all__ = ["NONE", "people_of", "surveys"]


@st.composite
def crossed_surveys(draw):
    """One question crossed with two others that go together, so that the tables tell about each other."""
    k, people = draw(st.sampled_from([3, 4])), draw(st.integers(30, 90))
    cells = [(q, a, b) for q in "abc" for a in "xy" for b in "uv"]
    weights = draw(st.lists(st.sampled_from([0, 0, 1, 4, 12]), min_size=len(cells), max_size=len(cells)))
    bag = [cell for cell, weight in zip(cells, weights, strict=True) for _time in range(weight)] or cells
    chosen = draw(st.lists(st.sampled_from(bag), min_size=people, max_size=people))
    columns = list(zip(*chosen, strict=True))
    variables = [
        Single(name, tuple(letters), columns[place], may_be_empty=False)
        for place, (name, letters) in enumerate((("q", "abc"), ("a", "xy"), ("b", "uv")))
    ]
    return variables, draw(st.sampled_from([[("q", "a"), ("q", "b")], [("q", "a"), ("b", "q"), ("a", "b")]])), k

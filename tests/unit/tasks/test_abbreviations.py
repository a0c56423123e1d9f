"""What is short for a name, and how well."""

from __future__ import annotations

from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.tasks.abbreviations import Fit, Short

B, L, S, SL = Fit


@pytest.mark.parametrize(
    ("name", "typed", "how"),
    [
        ("湖南农业大学", "湖南农业大学", B), ("湖南农业大学", "湖南", B), ("湖南农业大学", "农业", L),
        ("湖南农业大学", "湖南农大", S), ("湖南农业大学", "湖大", S), ("湖南农业大学", "湖农", S),
        ("湖南农业大学", "农大", SL), ("湖南农业大学", "业大", None), ("湖南农业大学", "南农", None),
        ("湖南农业大学", "大农", None), ("湖南农业大学", "湖南农业大学院", None),
        ("哈尔滨工业大学", "哈工大", S), ("湖南中医药大学", "中医大", SL), ("中国科学技术大学", "科大", SL),
        ("中国科学技术大学", "中科大", S), ("北京航空航天大学", "北航", S),
        # by sound: whole, by first letters, both, while it is being typed
        ("湖南农业大学", "hunannongye", B), ("湖南农业大学", "hnnydx", B), ("湖南农业大学", "hunannydaxue", B),
        ("湖南农业大学", "hunannon", B), ("湖南农业大学", "hnnd", S), ("湖南农业大学", "nongda", SL),
        ("湖南农业大学", "湖南nongda", S), ("湖南农业大学", "huno", S), ("湖南农业大学", "hx", None),
        ("长沙理工大学", "changsha", B), ("长沙理工大学", "csll", None), ("重庆大学", "cqdx", B),
        ("长沙理工大学", "chshlg", B),
        ("厦门大学", "xiamen", B), ("湖南女子学院", "nvzi", L), ("吉首大学", "jishou", B),
    ],
)  # fmt: skip
def test_known(name: str, typed: str, how: Fit | None) -> None:
    assert Short(typed).fit(name) == how


def told_slowly(name: str, typed: str) -> Fit | None:
    """By trying every choice of characters."""
    found = []
    for chosen in combinations(range(len(name)), len(typed)):
        begins = [len(name) % 2 == 1 or at % 2 == 0 for at in chosen]
        follows = [False, *(after == before + 1 for before, after in pairwise(chosen))]
        if [name[at] for at in chosen] == list(typed) and all(map(max, begins, follows)):
            gaps = not all(follows[1:])
            found.append(Fit(2 * gaps + (chosen[0] > 0)))
    return min(found, default=None)


@settings(max_examples=400, deadline=None)
@given(st.text("湖南大学", min_size=1, max_size=9), st.text("湖南大学", min_size=1, max_size=5))
def test_it_is_what_trying_every_choice_finds(name: str, typed: str) -> None:
    assert Short(typed).fit(name) == told_slowly(name, typed)


def test_one_text_is_compared_with_many_names() -> None:
    short = Short("湖大")
    names = ["湖南大学", "湖北大学", "江湖大学", "湖南大学"]
    assert [short.fit(name) for name in names] == [S, S, None, S]


def test_what_is_typed_to_be_slow_is_not() -> None:
    assert Short("n" * 60).fit("南" * 59) is None
    assert Short("n" * 60).fit("南" * 61) is B

"""What is left of a style sheet."""

from __future__ import annotations

import pytest

from tools.site.css import used


@pytest.mark.parametrize(
    ("css", "left"),
    [
        ("a{b:c}", "a{b:c}"),
        (".used{b:c}.other{d:e}", ".used{b:c}"),
        (".used .other{b:c}", ""),
        (".other,.used:hover{b:c}", ".used:hover{b:c}"),
        (".used:not(.other,.more){b:c}", ""),
        ("@media (a:b){.other{b:c}.used{d:e}}", "@media (a:b){.used{d:e}}"),
        ("@media (a:b){.other{b:c}}", ""),
        ("@keyframes k{0%{a:b}}", ""),
        ('.used::before{content:".other"}', '.used::before{content:".other"}'),
        ("/*! licence */.other{b:c}a{d:e}", "/*! licence */a{d:e}"),
    ],
    ids=range(10),
)
def test_rules_of_used_classes_stay(css: str, left: str) -> None:
    assert used(css, {"used"}) == left

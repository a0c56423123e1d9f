"""The error tree: each leaf one code, words filled, limits that say when to come back."""

from __future__ import annotations

import pytest

from chalicelib.shared import errors
from chalicelib.shared.errors import REGISTRY


@pytest.fixture(autouse=True)
def _registry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leaves of these tests are forgotten after them."""
    monkeypatch.setattr(errors, "REGISTRY", dict(REGISTRY))


def test_words_are_filled_in_both_sentences() -> None:
    class Example(errors.Conflicting):
        code = "example_filled"
        message = "“{label}”不行"
        action = "请联系{who}"

    error = Example(label="待支付", who="老师", field="x", data={"a": 1})
    assert (error.text, error.cure, str(error)) == ("“待支付”不行", "请联系老师", "example_filled")
    assert (error.field, error.data, error.retry_after, error.status) == ("x", {"a": 1}, None, 409)
    with pytest.raises(KeyError):
        Example(label="待支付")


def test_a_word_from_outside_is_no_format_of_ours() -> None:
    class Example(errors.Invalid):
        code = "example_quoted"
        message = "没有“{typed}”"
        action = "请重新填写"

    assert Example(typed="{typed.__class__}").text == "没有“{typed.__class__}”"


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (1, "请在 1 秒后再试"), (60, "请在 60 秒后再试"), (153, "请在约 3 分钟后再试"), (601, "请在约 11 分钟后再试"),
        (7199, "请在约 2 小时后再试"), (7201, "请在约 3 小时后再试"),
        (82_800, "请在约 23 小时后再试"), (86_400, "请明天再试"),
    ],
)  # fmt: skip
def test_a_limit_says_when_to_come_back(seconds: int, said: str) -> None:
    error = errors.TooMany(retry_after=seconds)
    assert (error.retry_after, error.cure, error.status) == (seconds, said, 429)


def test_a_code_is_declared_once() -> None:
    class Example(errors.NotFound):
        code = "example_once"

    with pytest.raises(TypeError, match="example_once"):
        type("Again", (errors.NotFound,), {"code": "example_once"})
    assert errors.REGISTRY["example_once"] is Example
    assert "example_once" not in REGISTRY


def test_the_branches_and_their_statuses() -> None:
    branches = {
        error.status: error for error in errors.DomainError.__subclasses__() if error.__module__ == errors.__name__
    }
    assert sorted(branches) == [400, 401, 403, 404, 409, 413, 415, 422, 429, 500, 502, 503]

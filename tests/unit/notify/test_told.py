"""What is kept of a message: how it went, whatever the channel answers; and no note makes it go twice."""

from __future__ import annotations

import pytest

from chalicelib.notify.told import Fate, sent
from chalicelib.shared.errors import OutsideBusy
from chalicelib.shared.outside import Refused, TooOften


def went(answer: bool | Exception, *, to_somebody: bool = True) -> list[Fate]:
    noted: list[Fate] = []

    def send() -> bool:
        if isinstance(answer, Exception):
            raise answer
        return answer

    if isinstance(answer, Exception):
        with pytest.raises(type(answer)):
            sent(send, noted.append, to_somebody=to_somebody)
    else:
        assert sent(send, noted.append, to_somebody=to_somebody) is (answer and to_somebody)
    return noted


@pytest.mark.parametrize(
    ("answer", "fate"),
    [
        (True, "TAKEN"), (False, "NOT_TAKEN"), (TooOften(), "TOO_OFTEN"), (Refused(), "REFUSED"),
        (OutsideBusy(), "BUSY"),
    ],
)  # fmt: skip
def test_how_it_went_is_noted(answer: bool | Exception, fate: Fate) -> None:
    assert went(answer) == [fate]


def test_a_fault_of_ours_is_no_answer_of_the_channel() -> None:
    assert went(ValueError()) == []


def test_nobody_to_send_to_is_noted_and_nothing_sent() -> None:
    assert went(True, to_somebody=False) == ["NOBODY"]


def test_a_note_that_fails_leaves_the_message_sent() -> None:
    calls = []

    def fails(fate: Fate) -> None:
        calls.append(fate)
        raise OSError

    assert sent(lambda: True, fails, to_somebody=True)
    assert calls == ["TAKEN"]

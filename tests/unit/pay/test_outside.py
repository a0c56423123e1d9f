"""A channel that does not answer costs no more seconds than its caller has."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from chalicelib.pay.channels import patience
from chalicelib.pay.channels.patience import HURRIED, PATIENT, Timeout, ask_twice
from chalicelib.shared.errors import OutsideBusy, OutsideFailed


class Asked:
    """A channel that gives no answer, each time after as long as `takes` says of the try's time-out."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, takes: Callable[[Timeout], float]) -> None:
        self.timeouts: list[Timeout] = []
        self.spent, self._takes = 0.0, takes
        monkeypatch.setattr(patience, "monotonic", lambda: self.spent)

    def __call__(self, timeout: Timeout) -> None:
        self.timeouts.append(timeout)
        self.spent += self._takes(timeout)
        raise TimeoutError


@pytest.mark.parametrize(
    ("seconds", "timeouts"), [(3, [HURRIED]), (6, [PATIENT]), (7, [PATIENT]), (10, [PATIENT]), (12, [PATIENT] * 2)]
)
def test_a_silent_one_is_given_up_in_time(
    monkeypatch: pytest.MonkeyPatch, seconds: float, timeouts: list[Timeout]
) -> None:
    silent = Asked(monkeypatch, sum)
    with pytest.raises(OutsideBusy):
        ask_twice("wechat", silent, seconds=seconds)
    assert silent.timeouts == timeouts
    assert silent.spent <= seconds


@pytest.mark.parametrize(("took", "tries"), [(0.0, 2), (1.0, 2), (1.1, 1)])
def test_a_second_try_is_made_while_there_is_time_for_it(
    monkeypatch: pytest.MonkeyPatch, took: float, tries: int
) -> None:
    broken = Asked(monkeypatch, lambda timeout: took)
    with pytest.raises(OutsideBusy):
        ask_twice("wechat", broken, seconds=7)
    assert broken.timeouts == [PATIENT] * tries


def test_a_failure_is_not_tried_again() -> None:
    tries = []

    def fail(timeout: Timeout) -> None:
        tries.append(timeout)
        raise OutsideFailed

    with pytest.raises(OutsideFailed):
        ask_twice("wechat", fail)
    assert tries == [PATIENT]

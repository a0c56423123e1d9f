"""A channel whose keys have changed: what is refused for its keys is done once more with newer ones."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, Protocol

from chalicelib.pay.model import NoticeRefused
from chalicelib.shared.errors import OutsideFailed
from chalicelib.shared.log import log

# A notice that the provider has signed, but that our key does not open: it uses a newer one.  What is signed wrong may
# be a stranger's, who must not make us call anybody; a provider repeats its notices, and has its keys overlap.
UNOPENED = "ciphertext"


class KeysRefused(OutsideFailed):
    """The provider takes our signature for wrong: the call has done nothing."""

    code = "keys_refused"


class Renewable(Protocol):
    """newer: the same channel with newer keys; None: there are none."""

    name: str
    newer: Callable[[], Any]


def renewing[C: Renewable, **P, R](method: Callable[Concatenate[C, P], R]) -> Callable[Concatenate[C, P], R]:
    """Marks a method of a channel that may be called again, by the newer channel, after KeysRefused or a notice
    that our key does not open."""

    @wraps(method)
    def call(self: C, /, *args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return method(self, *args, **kwargs)
        except KeysRefused:
            newer = self.newer()
            log("keys refused", level="error" if newer is None else "warning", channel=self.name)
            if newer is None:
                raise
        except NoticeRefused as refused:
            newer = self.newer() if refused.reason == UNOPENED else None
            if newer is None:
                raise
        try:
            again: R = method(newer, *args, **kwargs)
        except KeysRefused:
            log("newer keys refused", level="error", channel=self.name)
            raise
        return again

    return call

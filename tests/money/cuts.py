"""Kills the running work right after its n-th call to DynamoDB or to a channel, as a process dies."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import alipay
import pytest
import requests
from botocore.client import BaseClient

Naming = Callable[[tuple[Any, ...], dict[str, Any]], str]


class Killed(BaseException):
    """Not an Exception: no handler of the product sees it."""


class Scissors:
    """calls: what this thread has called so far, by name."""

    def __init__(self, after: int | None) -> None:
        self._after, self._mine = after, threading.get_ident()
        self.calls: list[str] = []

    def around(self, name: Naming, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **more: Any) -> Any:
            answer = real(*args, **more)
            if threading.get_ident() == self._mine:
                self.calls.append(name(args, more))
                if len(self.calls) == self._after:
                    raise Killed(self.calls[-1])
            return answer

        return call


@contextmanager
def cut(after: int | None) -> Iterator[Scissors]:
    """Cuts after that many calls; None: only counts."""
    scissors = Scissors(after)
    with pytest.MonkeyPatch.context() as patch:
        for owner, method, name in (
            (BaseClient, "_make_api_call", lambda args, more: str(args[1])),
            (requests.Session, "request", lambda args, more: urlsplit(more["url"]).path),
            (alipay, "urlopen", lambda args, more: "alipay"),
        ):
            patch.setattr(owner, method, scissors.around(name, getattr(owner, method)))
        yield scissors

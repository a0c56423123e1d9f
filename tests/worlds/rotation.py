"""Secrets that change while requests go on."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest

from chalicelib.shared import settings_reader
from chalicelib.shared.secrets import FRESH, fetch
from chalicelib.shared.settings import AllSettings
from chalicelib.wire import root
from sandbox.box import Sandbox
from tools.suite.patience import wait_for

Request = Callable[[], object]


@contextmanager
def rotating(box: Sandbox) -> Iterator[Rotation]:
    """The process reads its secrets anew; afterwards it has its old ones, and so have the simulators."""
    before, made = dict(vars(box.keys)), Rotation(box)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings_reader, "_own", lambda: made.own)
        patch.setattr(root, "_wire", None)
        try:
            yield made
        finally:
            vars(box.keys).update(before)
            box.keys.retire()
            box.secrets.put(box.env)
    kept = settings_reader._own()  # the process goes on with the parts that it has, where a test may have changed some
    kept._found = {name: secret for name in kept._names if (secret := fetch(name)) is not None}


class Rotation:
    """The secrets of this process.  passed: seconds of its clock that a test has added."""

    def __init__(self, box: Sandbox) -> None:
        self.box, self.passed = box, 0.0
        self.own = settings_reader.rotating(AllSettings, os.environ)
        self.own._now = lambda: time.monotonic() + self.passed

    def five_minutes_pass(self) -> None:
        self.passed += FRESH


@dataclass
class Load:
    """What threads have asked: how often each was answered, and what failed."""

    answered: list[int]
    failed: list[Exception] = field(default_factory=list)

    def go_on(self, times: int = 3) -> None:
        """Waits until each thread was answered `times` more.  Raises what failed."""
        wanted = [count + times for count in self.answered]
        wait_for(
            lambda: self.failed or all(now >= want for now, want in zip(self.answered, wanted, strict=True)),
            "the answers of every thread",
        )
        if self.failed:
            raise self.failed[0]


@contextmanager
def under_load(*requests: Request) -> Iterator[Load]:
    """Each request again and again, in a thread of its own.  Raises the first failure."""
    load, over = Load([0] * len(requests)), threading.Event()

    def ask(number: int, request: Request) -> None:
        while not over.is_set() and not load.failed:
            try:
                request()
                load.answered[number] += 1
            except Exception as error:
                load.failed.append(error)

    threads = [threading.Thread(target=ask, args=one) for one in enumerate(requests)]
    for thread in threads:
        thread.start()
    try:
        load.go_on(1)
        yield load
    finally:
        over.set()
        for thread in threads:
            thread.join()
    if load.failed:
        raise load.failed[0]

"""A port that was chosen stays the sandbox's until it listens there: a machine has other programs that look for one."""

from __future__ import annotations

import errno
import random
import socket
from contextlib import ExitStack
from pathlib import Path

import pytest

from sandbox.ports import RANGE, Ports, hold, why_not_started
from sandbox.server import HOST, Reply, Request, Server


def test_nobody_else_gets_a_port_that_is_held_and_our_servers_do() -> None:
    with ExitStack() as held:
        port = hold(held)
        with socket.socket() as other, pytest.raises(OSError, match="in use"):
            other.bind((HOST, port))
        server = Server(_answer, port).start()
        server.stop()
        with socket.socket() as other, pytest.raises(OSError, match="in use"):
            other.bind((HOST, port))
    with socket.socket() as other:
        other.bind((HOST, port))


def test_two_sandboxes_that_draw_the_same_numbers_have_no_port_in_common(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    draws = iter([number for number in range(RANGE[0], RANGE[1]) for _ in range(2)])
    monkeypatch.setattr(random, "randint", lambda *_: next(draws))
    with ExitStack() as held:
        first, second = (Ports.of(tmp_path / name, held) for name in ("one", "two"))
        assert not set(vars(first).values()) & set(vars(second).values())


def test_a_state_directory_keeps_its_ports_and_they_are_held_again(tmp_path: Path) -> None:
    with ExitStack() as held:
        first = Ports.of(tmp_path, held)
        assert Ports.of(tmp_path, held) == first  # in use, as by one that was killed and is still leaving
    with ExitStack() as held, socket.socket() as other:
        assert Ports.of(tmp_path, held) == first
        with pytest.raises(OSError, match="in use"):
            other.bind((HOST, first.aws))


def test_a_port_that_is_taken_is_said_to_be(tmp_path: Path) -> None:
    server = Server(_answer).start()
    with ExitStack() as held, pytest.raises(OSError, match=f"port {server.port} is taken"):
        hold(held, server.port)
    server.stop()


def test_other_ports_are_named_only_where_these_are_taken() -> None:
    said = why_not_started(OSError(errno.EADDRINUSE, "in use"), 9000, "run --port {}")
    assert said == "启动失败：端口 9000 至 9008 中有被其他程序占用的。换一组端口：run --port 10000"
    assert why_not_started(RuntimeError("no emulator"), 9000, "run --port {}") == "启动失败：no emulator"


def _answer(request: Request) -> Reply:
    return Reply.of({"path": request.path})

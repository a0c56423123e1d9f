"""The ports of the sandbox's servers.  A state directory keeps its ports, because stored URLs contain them."""

from __future__ import annotations

import errno
import json
import random
import socket
from contextlib import ExitStack, suppress
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from sandbox.server import HOST

RANGE = (20000, 30000)  # below the ports that the system assigns by itself


@dataclass(frozen=True, kw_only=True)
class Ports:
    """One port of 127.0.0.1 per server.  api: the site and its API; console: the branch's, an origin of its own."""

    api: int
    control: int
    wechat: int
    pay: int
    sms: int
    aws: int
    alipay: int
    console: int
    captcha: int

    @classmethod
    def from_base(cls, base: int) -> Ports:
        """The API on `base`, the others on the ports after it."""
        return cls(**{field.name: base + number for number, field in enumerate(fields(cls))})

    @classmethod
    def of(cls, state_dir: Path, held: ExitStack) -> Ports:
        """The state directory's ports, chosen at the first call; no other process gets them until `held` is closed."""
        path = state_dir / "ports.json"
        stored = json.loads(path.read_text()) if path.exists() else {}
        ports = cls(**{field.name: _hold_stored(held, stored.get(field.name)) for field in fields(cls)})
        state_dir.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(asdict(ports)))
        return ports


def _hold_stored(held: ExitStack, port: int | None) -> int:
    """The stored port, or a new one if None.  The emulator of a killed sandbox may still use it for a moment."""
    if port is None:
        return hold(held)
    with suppress(OSError):
        hold(held, port)
    return port


def why_not_started(error: Exception, base: int, command: str) -> str:
    """What a person is told.  base: the first port; command: what starts it on other ones, with {} for the first."""
    if not (isinstance(error, OSError) and error.errno == errno.EADDRINUSE):
        return f"启动失败：{error}"
    last = base + len(fields(Ports)) - 1
    return f"启动失败：端口 {base} 至 {last} 中有被其他程序占用的。换一组端口：{command.format(base + 1000)}"


def hold(held: ExitStack, port: int | None = None) -> int:
    """Holds `port`, or a free one of RANGE, until `held` is closed.  Raises OSError if it is taken.

    Meanwhile only a server that reuses addresses, as ours do, can listen on it.  Without this, a port that was free a
    moment ago may be in use by the time a server starts.
    """
    for _ in range(200 if port is None else 1):
        reservation = socket.socket()
        try:
            reservation.bind((HOST, random.randint(*RANGE) if port is None else port))  # noqa: S311 - not a secret
        except OSError:
            reservation.close()
            continue
        reservation.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # after bind: it must fail for a port in use
        held.callback(reservation.close)
        return int(reservation.getsockname()[1])
    raise OSError(f"port {port} is taken" if port else "no free port")

"""Which port every server of the sandbox has; a state directory keeps its ports, since stored addresses name them."""

from __future__ import annotations

import json
import random
import socket
from contextlib import ExitStack, suppress
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from sandbox.server import HOST

RANGE = (20000, 30000)  # below the ports the system hands out by itself


@dataclass(frozen=True, kw_only=True)
class Ports:
    """One port of 127.0.0.1 per server."""

    api: int
    control: int
    wechat: int
    pay: int
    sms: int
    aws: int
    alipay: int

    @classmethod
    def from_base(cls, base: int) -> Ports:
        """The API on `base`, the others on the ports after it."""
        return cls(**{field.name: base + number for number, field in enumerate(fields(cls))})

    @classmethod
    def of(cls, state_dir: Path, held: ExitStack) -> Ports:
        """The state directory's ports, chosen at the first call; nobody else gets them until `held` is closed."""
        path = state_dir / "ports.json"
        known = json.loads(path.read_text()) if path.exists() else {}
        ports = cls(**{field.name: _again(held, known.get(field.name)) for field in fields(cls)})
        state_dir.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(asdict(ports)))
        return ports


def _again(held: ExitStack, port: int | None) -> int:
    """The port it had; it may be in use for a moment more, by the emulator of a sandbox that was killed."""
    if port is None:
        return hold(held)
    with suppress(OSError):
        hold(held, port)
    return port


def hold(held: ExitStack, port: int | None = None) -> int:
    """That port, or a free one of RANGE: until `held` is closed nobody else gets it.  Raises OSError.

    Only a server that reuses addresses, as ours do, can still listen there: a port that was free a moment ago
    may be anybody's by the time a server starts.
    """
    for _ in range(200 if port is None else 1):
        one = socket.socket()
        try:
            one.bind((HOST, random.randint(*RANGE) if port is None else port))  # noqa: S311 - not a secret
        except OSError:
            one.close()
            continue
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # after bind: what is in use is not ours to take
        held.callback(one.close)
        return int(one.getsockname()[1])
    raise OSError(f"port {port} is taken" if port else "no free port")

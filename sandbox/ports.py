"""Which port every server of the sandbox has; a state directory keeps its ports, since stored addresses name them."""

from __future__ import annotations

import json
import random
import socket
from contextlib import ExitStack
from dataclasses import asdict, dataclass, fields, replace
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
    def free(cls) -> Ports:
        """Ports nobody listens on now."""
        found: dict[str, int] = {}
        with ExitStack() as held:
            for field in fields(cls):
                found[field.name] = held.enter_context(listener()).getsockname()[1]
        return cls(**found)

    @classmethod
    def of(cls, state_dir: Path) -> Ports:
        """The state directory's ports, chosen at the first call."""
        path = state_dir / "ports.json"
        known = json.loads(path.read_text()) if path.exists() else {}
        ports = replace(cls.free(), **known)  # an older directory keeps what it has
        state_dir.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(asdict(ports)))
        return ports


def listener() -> socket.socket:
    """A socket on a free port of RANGE; the port is taken while it is open.  Raises OSError when none is found."""
    for _ in range(200):
        one = socket.socket()
        try:
            one.bind((HOST, random.randint(*RANGE)))  # noqa: S311 - not a secret
        except OSError:
            one.close()
            continue
        one.listen(1)
        return one
    raise OSError("no free port")

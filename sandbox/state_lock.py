"""One sandbox at a time on a state directory."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def lock_state(state_dir: Path, address: str) -> Iterator[None]:
    """Lock the state directory within the block.  address: the sandbox's control page, for the refusal of a second one.

    The system releases the lock when the process ends, however it ends.  Raises RuntimeError if another one has it.
    """
    with (state_dir / "lock").open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            raise RuntimeError(
                f"{state_dir} 的数据正由另一个沙箱使用（控制台 {file.read()}）。请在它的终端按 Ctrl-C 停止后再启动；"
                "要同时运行两个，请给第二个另一个目录：.venv/bin/python -m sandbox --port 9000 --state var/second"
            ) from None
        file.truncate(0)
        file.write(address)
        file.flush()
        yield

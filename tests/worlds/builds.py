"""The deployment packages, each built once a run whichever worker's test asks first."""

from __future__ import annotations

import fcntl
import platform
import subprocess
import sys
from pathlib import Path

from deploy.wheels import Arch

ROOT = Path(__file__).parents[2]
HOST: Arch = "arm64" if platform.machine() == "aarch64" else "x86_64"


class Builds:
    """shared: a folder of all workers of this run.  arm64 is built into out/, as `make package` does."""

    def __init__(self, shared: Path) -> None:
        self._shared = shared
        shared.mkdir(exist_ok=True)

    def folder(self, arch: Arch) -> Path:
        """Where the packages for this processor are, once `table` was asked for."""
        return ROOT / "out" if arch == "arm64" else self._shared / arch

    def table(self, arch: Arch) -> str:
        """The size table of the build: another worker that asks meanwhile waits, and reads what was told."""
        with (self._shared / f"{arch}.table").open("a+") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            file.seek(0)
            if not (table := file.read()):
                command = [sys.executable, "-m", "tools.package", "--arch", arch, "--out", str(self.folder(arch))]
                done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
                assert done.returncode == 0, done.stdout + done.stderr
                table = done.stdout
                file.write(table)
        return table

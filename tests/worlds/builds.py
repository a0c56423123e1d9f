"""The deployment packages, built once for a tree: every suite, worker and later run of that tree uses the build."""

from __future__ import annotations

import hashlib
import platform
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from deploy.wheels import Arch
from tests.worlds.made import made_once

ROOT = Path(__file__).parents[2]
HOST: Arch = "arm64" if platform.machine() == "aarch64" else "x86_64"
KEPT = ROOT / "build" / "packages"
MADE_OF = ("chalicelib", ".chalice", "deploy", "layers", "requirements", "tools")
TABLE = "sizes.txt"


def packages(arch: Arch) -> Path:
    """Return the folder of the packages for a processor, with the table of sizes in TABLE.

    Builds them if the tree has changed since the last build, and removes all older builds but one, which another run
    may still use. A second process waits for the first.
    """

    def build(folder: Path) -> None:
        older = [each for each in KEPT.glob(f"{arch}-*") if each.is_dir()]
        for each in sorted(older, key=lambda each: each.stat().st_mtime)[:-1]:
            shutil.rmtree(each, ignore_errors=True)
        command = [sys.executable, "-m", "tools.package", "--arch", arch, "--out", str(folder)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
        (folder / TABLE).write_text(done.stdout)

    return made_once(KEPT / f"{arch}-{_fingerprint()}", build)


def _fingerprint() -> str:
    """Return a digest of the files that decide what is in a package: their names, modes and contents."""
    digest = hashlib.sha256(sys.version.encode())
    for path in sorted(_sources()):
        digest.update(f"{path.relative_to(ROOT)} {path.stat().st_mode}\n".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]


def _sources() -> Iterator[Path]:
    for name in MADE_OF:
        for folder, folders, files in (ROOT / name).walk():
            folders[:] = [each for each in folders if each != "__pycache__"]
            yield from (folder / each for each in files)
    yield ROOT / "app.py"

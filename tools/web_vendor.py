"""Third-party works that the site serves: fetched from npm, pinned by version and SHA-256 in web/vendor.json.

python -m tools.web_vendor            fetches every file anew (needs npm)
python -m tools.web_vendor --check    fails when a file is not the recorded one
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from tools.site.css import used

ROOT = Path(__file__).resolve().parent.parent
LIST = ROOT / "web" / "vendor.json"


@dataclass(frozen=True, kw_only=True)
class Vendored:
    """file: its path in the package; to: below web/; sha256: of the package's file.

    keeps: of a style sheet only the rules of these classes are kept (it is on every first load); made: SHA-256 of that.
    """

    package: str
    version: str
    licence: str
    file: str
    to: str
    sha256: str
    keeps: list[str] = field(default_factory=list)
    made: str | None = None

    @property
    def path(self) -> Path:
        return LIST.parent / self.to

    def served(self, data: bytes) -> bytes:
        """What the site serves of the package's file."""
        return used(data.decode(), set(self.keeps)).encode() if self.keeps else data

    def is_served(self, data: bytes) -> bool:
        return digest(data) == (self.made or self.sha256)


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def vendored() -> list[Vendored]:
    return [Vendored(**item) for item in json.loads(LIST.read_text())]


def changed() -> list[str]:
    """Files that are missing, or not as recorded."""
    return [item.to for item in vendored() if not (item.path.is_file() and item.is_served(item.path.read_bytes()))]


def fetch(item: Vendored) -> bytes:
    """What is served of the file, out of its package.  Raises ValueError when it is not the recorded one."""
    with tempfile.TemporaryDirectory() as folder:
        command = ["npm", "pack", "--silent", "--pack-destination", folder, f"{item.package}@{item.version}"]
        subprocess.run(command, check=True, capture_output=True)
        (packed,) = Path(folder).glob("*.tgz")
        with tarfile.open(fileobj=io.BytesIO(packed.read_bytes())) as archive:
            member = archive.extractfile(f"package/{item.file}")
            data = member.read() if member else b""
    served = item.served(data)
    if digest(data) != item.sha256 or not item.is_served(served):
        raise ValueError(
            f"{item.package}@{item.version} {item.file}: SHA-256 is {digest(data)}, served {digest(served)}"
        )
    return served


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.web_vendor", description="What the site serves of others.")
    parser.add_argument("--check", action="store_true", help="only say whether the files are the recorded ones")
    if parser.parse_args().check:
        for name in changed():
            print(f"web/{name} is not the recorded file: run python -m tools.web_vendor", file=sys.stderr)
        return 1 if changed() else 0
    for item in vendored():
        item.path.parent.mkdir(parents=True, exist_ok=True)
        item.path.write_bytes(fetch(item))
    return 0


if __name__ == "__main__":
    sys.exit(main())

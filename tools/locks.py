"""Locks: what each list of Python packages really installs, every file by its SHA-256, for any machine and Python.

python -m tools.locks             writes requirements/*.lock anew after a change of a list; asks the registry
python -m tools.locks --upgrade   … and takes newer versions of what no list pins
python -m tools.locks --check     says what does not fit; no network
"""

from __future__ import annotations

import argparse
import hashlib
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
HEADER = "# Written by `make lock` from the lists with the fingerprint "
HASH = re.compile(r"--hash=(sha256:[0-9a-f]{64})")


@dataclass(frozen=True)
class Lock:
    """A lock, the lists it is made of, and the dependency groups of pyproject.toml."""

    name: str
    lists: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    root: Path = ROOT

    @property
    def path(self) -> Path:
        return self.root / "requirements" / self.name

    def listed(self) -> Iterator[tuple[str, Requirement]]:
        """Every requirement, with the name of its list or group."""
        for name in self.lists:
            yield from ((name, requirement) for requirement in requirements(self.root / name))
        for group in self.groups:
            yield from ((f"group {group}", Requirement(line)) for line in _project(self.root, group))

    def fingerprint(self) -> str:
        lines = sorted(
            {
                f"{canonicalize_name(requirement.name)} {requirement.specifier} {requirement.marker}"
                for _, requirement in self.listed()
            }
        )
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]


SHIPPED = (
    ".chalice/requirements-core.txt", ".chalice/requirements-photo.txt", "layers/opencv/requirements.txt",
    "layers/print/requirements.txt",
)  # fmt: skip
INSTALL = Lock("install.lock", groups=("install",))  # the tools that install the rest
DEV = Lock("dev.lock", lists=("requirements.txt", *SHIPPED), groups=("install", "dev"))
SANDBOX = Lock("sandbox.lock", lists=("sandbox/requirements.txt",))
UPKEEP = Lock("upkeep.lock", groups=("upkeep",))  # the tools that ask registries
OCR = Lock("ocr.lock", groups=("ocr",))  # readers that the captcha is tried on
LOCKS = (INSTALL, DEV, SANDBOX, UPKEEP, OCR)


def requirements(path: Path) -> list[Requirement]:
    """The requirements in a list."""
    return [Requirement(line) for line in path.read_text().splitlines() if line and not line.startswith("#")]


def locked(text: str) -> dict[str, tuple[str, list[str]]]:
    """Name → version and hashes of a lock's text.  Raises ValueError for a line without a pin or without a hash."""
    pins: dict[str, tuple[str, list[str]]] = {}
    for line in text.replace("\\\n", " ").splitlines():
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        hashes, rest = HASH.findall(line), HASH.sub("", line).strip()
        requirement = Requirement(rest)  # refuses any other option, also a registry's address
        (pin,) = requirement.specifier
        if pin.operator != "==" or requirement.url or not hashes:
            raise ValueError(f"no pin or no hash: {rest}")
        pins[canonicalize_name(requirement.name)] = (pin.version, hashes)
    return pins


def faults(lock: Lock) -> list[str]:
    """Where a lock does not fit its lists."""
    text = lock.path.read_text() if lock.path.is_file() else ""
    try:
        versions = {name: version for name, (version, _) in locked(text).items()}
    except ValueError as error:
        return [f"{lock.name}: {error}"]
    pinned: dict[str, tuple[str, str]] = {}
    wrong = []
    for source, requirement in lock.listed():
        name, version = canonicalize_name(requirement.name), str(requirement.specifier).removeprefix("==")
        before, at = pinned.setdefault(name, (version, source))
        if before != version:
            wrong.append(f"{source} has {name} {version}, {at} has {before}")
        if versions.get(name) != version:
            wrong.append(f"{source} has {name} {version}, {lock.name} has {versions.get(name)}")
    if not wrong and not text.startswith(HEADER + lock.fingerprint()):
        wrong.append(f"{lock.name} is of other lists")
    return wrong


def write(lock: Lock, *options: str) -> None:
    """Resolves a lock anew; versions that no list pins are kept where possible."""
    oldest = tomllib.loads((lock.root / "pyproject.toml").read_text())["project"]["requires-python"].removeprefix(">=")
    groups = [word for group in lock.groups for word in ("--group", group)]
    command = [str(lock.root / "build/upkeep/bin/uv"), "pip", "compile", "--quiet", "--universal", "--no-header"]
    command += ["--python-version", oldest, "--generate-hashes", "--no-annotate", *options, *groups, *lock.lists]
    lock.path.parent.mkdir(exist_ok=True)
    subprocess.run([*command, "--output-file", str(lock.path)], cwd=lock.root, check=True, stdout=subprocess.DEVNULL)
    lock.path.write_text(f"{HEADER}{lock.fingerprint()}\n{lock.path.read_text()}")


def _project(root: Path, group: str) -> list[str]:
    lines: list[str] = tomllib.loads((root / "pyproject.toml").read_text())["dependency-groups"][group]
    return lines


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="only say what does not fit")
    parser.add_argument("--upgrade", action="store_true", help="newer versions of what no list pins")
    options = parser.parse_args()
    if not options.check:
        for lock in LOCKS:
            write(lock, *["--upgrade"] if options.upgrade else [])
    wrong = sorted({fault for lock in LOCKS for fault in faults(lock)})
    if wrong:
        sys.exit("\n".join(["run make lock:", *wrong]))


if __name__ == "__main__":
    main()

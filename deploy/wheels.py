"""Installs third-party packages for Lambda: wheels only, for the target machine, exactly the pins of a list.

A list names everything it ships, dependencies too (pip runs with --no-deps), so nothing is added unnoticed;
`unmet_requirements` finds a dependency that is in no list.  Every file's SHA-256 is in requirements/dev.lock, and files
are cached by it, so a list that was downloaded once can be installed without a network.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from deploy import cache
from deploy.lambda_runtime import PYTHON
from tools import locks
from tools.locks import DEV, locked

Arch = Literal["arm64", "x86_64"]
ARCHES: tuple[Arch, ...] = ("arm64", "x86_64")
NO_WHEEL = "python-alipay-sdk"  # published only as a source archive, of pure Python
GLIBC_MINORS = range(34, 16, -1)  # Amazon Linux 2023 has glibc 2.34; manylinux2014 means 2.17


class PackagingError(Exception):
    """The package cannot be built; the text tells a person why."""


def python_version() -> str:
    """Lambda's Python version.  Raises PackagingError if this Python is another: Chalice packages for its own."""
    building = f"{sys.version_info.major}.{sys.version_info.minor}"
    if building != PYTHON:
        raise PackagingError(
            f"the functions run on Python {PYTHON}, so a package is made with it; this is {building}.\n"
            f"Install Python {PYTHON}, then: rm -rf .venv && make setup PYTHON=python{PYTHON}"
        )
    return PYTHON


def install(requirements: Path, target: Path, arch: Arch) -> None:
    """Installs a pinned list into `target`.  Raises PackagingError if a pin is not locked or has no wheel."""
    pins = _pins(requirements)
    missing = [pin for pin in pins if not _cached_file(pin, arch)]
    if missing:
        _fetch(missing, arch)
    with tempfile.TemporaryDirectory() as folder:  # from a folder, by name: pip would record the path of a named file
        for path in filter(None, (_cached_file(pin, arch) for pin in pins)):
            Path(folder, path.name).symlink_to(path)
        _pip(["install", "--no-index", "--find-links", folder, "--no-compile", "--target", str(target)], pins, arch)


@dataclass(frozen=True)
class _Pin:
    line: str
    hashes: tuple[str, ...]

    def note(self, arch: Arch) -> Path:
        """The cache's note with the SHA-256 of this pin's file for an architecture."""
        identity = " ".join([self.line, *self.hashes, arch, python_version()])
        return cache.folder() / "wheels" / hashlib.sha256(identity.encode()).hexdigest()


def _pins(requirements: Path) -> list[_Pin]:
    lock, pins = locked(DEV.path.read_text()), []
    for requirement in locks.requirements(requirements):
        version, hashes = lock.get(canonicalize_name(requirement.name), ("", []))
        if str(requirement.specifier) != f"=={version}":
            raise PackagingError(f"{requirements}: {requirement} is not in {DEV.path.name}: run make lock")
        pins.append(_Pin(str(requirement), tuple(hashes)))
    return pins


def _cached_file(pin: _Pin, arch: Arch) -> Path | None:
    note = pin.note(arch)
    return cache.find(note.read_text()) if note.is_file() else None


def _fetch(pins: list[_Pin], arch: Arch) -> None:
    with tempfile.TemporaryDirectory() as folder:
        _pip(["download", "--dest", folder], pins, arch)
        for path in Path(folder).iterdir():
            sha256 = cache.digest(path)
            (pin,) = (pin for pin in pins if f"sha256:{sha256}" in pin.hashes)
            cache.keep(path)
            cache.write(pin.note(arch), sha256)


def _pip(command: list[str], pins: list[_Pin], arch: Arch) -> None:
    lines = [" ".join([pin.line, *(f"--hash={digest}" for digest in pin.hashes)]) for pin in pins]
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        file.write("\n".join(lines))
        file.flush()
        options = ["--quiet", "--require-hashes", "--no-deps", "--no-build-isolation", "--only-binary=:all:"]
        options += [f"--no-binary={NO_WHEEL}", *_platform(arch), "--requirement", file.name]
        process = subprocess.run([sys.executable, "-m", "pip", *command, *options], capture_output=True, text=True)
    if process.returncode:
        raise PackagingError(f"pip {command[0]} for {arch} failed:\n{process.stderr.strip()}")


def _platform(arch: Arch) -> list[str]:
    machine = {"arm64": "aarch64", "x86_64": "x86_64"}[arch]
    tags = [f"manylinux_2_{minor}_{machine}" for minor in GLIBC_MINORS] + [f"manylinux2014_{machine}"]
    abis = ["cp" + PYTHON.replace(".", ""), "abi3", "none"]
    options = [*zip(["--platform"] * len(tags), tags, strict=True), *zip(["--abi"] * len(abis), abis, strict=True)]
    return ["--implementation", "cp", "--python-version", PYTHON, *(word for pair in options for word in pair)]


def unmet_requirements(trees: Iterable[Path]) -> list[str]:
    """Requirements of the packages in `trees` (together one sys.path) that are not met, as readable lines."""
    distributions = list(importlib.metadata.distributions(path=[str(tree) for tree in trees]))
    versions = {canonicalize_name(dist.metadata["Name"]): dist.version for dist in distributions}
    faults = []
    for dist in distributions:
        for requirement in map(Requirement, dist.requires or []):
            if requirement.marker and not requirement.marker.evaluate({"extra": ""}):
                continue
            version = versions.get(canonicalize_name(requirement.name))
            if version is None or not requirement.specifier.contains(version, prereleases=True):
                faults.append(f"{dist.metadata['Name']} needs {requirement}, found {version}")
    return sorted(faults)

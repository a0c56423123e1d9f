"""Third-party packages for Lambda: wheels only, for the target machine, exactly the pins of a list.

A list names everything it ships, dependencies too (pip runs with --no-deps), so nothing arrives unseen;
`unmet` tells when a package asks for one that no list ships.  Standard library only, but for `unmet`.
"""

from __future__ import annotations

import importlib.metadata
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Literal

Arch = Literal["arm64", "x86_64"]
ARCHES: tuple[Arch, ...] = ("arm64", "x86_64")
OLDEST_PYTHON = (3, 12)  # the first runtime on Amazon Linux 2023; on older ones pip finds no numpy wheel
NO_WHEEL = "python-alipay-sdk"  # published as pure Python source only
GLIBC_MINORS = range(34, 16, -1)  # Amazon Linux 2023 has glibc 2.34; manylinux2014 means 2.17


class PackagingError(Exception):
    """The package cannot be built; the text says why, for a person."""


def python_version() -> str:
    """The Lambda's Python is the one that builds, as Chalice has it.  Raises PackagingError below 3.12."""
    if sys.version_info < OLDEST_PYTHON:
        raise PackagingError(f"build with Python 3.12 or newer, this one is {sys.version.split()[0]}")
    return f"{sys.version_info.major}.{sys.version_info.minor}"


def install(requirements: Path, target: Path, arch: Arch) -> None:
    """Installs a pinned list into `target`.  Raises PackagingError when a wheel is missing."""
    command = [
        sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-compile", "--only-binary=:all:",
        f"--no-binary={NO_WHEEL}",
        "--requirement", str(requirements), "--target", str(target), *_platform(arch),
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise PackagingError(f"{requirements} for {arch}: pip could not install it:\n{done.stderr.strip()}")


def _platform(arch: Arch) -> list[str]:
    machine = {"arm64": "aarch64", "x86_64": "x86_64"}[arch]
    tags = [f"manylinux_2_{minor}_{machine}" for minor in GLIBC_MINORS] + [f"manylinux2014_{machine}"]
    version = python_version()
    abis = ["cp" + version.replace(".", ""), "abi3", "none"]
    options = [*zip(["--platform"] * len(tags), tags, strict=True), *zip(["--abi"] * len(abis), abis, strict=True)]
    return ["--implementation", "cp", "--python-version", version, *(word for pair in options for word in pair)]


def unmet(trees: Iterable[Path]) -> list[str]:
    """What the packages in `trees` (together one sys.path) require and do not find, as readable lines."""
    from packaging.requirements import Requirement
    from packaging.utils import canonicalize_name

    found = list(importlib.metadata.distributions(path=[str(tree) for tree in trees]))
    versions = {canonicalize_name(dist.metadata["Name"]): dist.version for dist in found}
    faults = []
    for dist in found:
        for requirement in map(Requirement, dist.requires or []):
            if requirement.marker and not requirement.marker.evaluate({"extra": ""}):
                continue
            version = versions.get(canonicalize_name(requirement.name))
            if version is None or not requirement.specifier.contains(version, prereleases=True):
                faults.append(f"{dist.metadata['Name']} needs {requirement}, found {version}")
    return sorted(faults)

"""Builds core.zip and photo.zip: our code, Chalice's runtime and the packages of one requirements list, pruned."""

from __future__ import annotations

import hashlib
import shutil
import zipfile
from dataclasses import dataclass
from pathlib import Path

from deploy.bytecode import compile_tree
from deploy.prune import prune
from deploy.wheels import Arch, PackagingError, install, python_version, unmet_requirements
from deploy.zips import size, write_zip

MIB = 1024 * 1024
# Lambda's own limit is 250 MiB unzipped, layers included; we leave room for growth, more for arm64, which we deploy.
LIMITS: dict[Arch, int] = {"arm64": 200 * MIB, "x86_64": 225 * MIB}
RELEASE_DIGITS = 12
MOST_ZIPPED = {"core.zip": 19_000_000}  # bytes: every cold start of most steps fetches it


@dataclass(frozen=True)
class PackedZip:
    """A zip.  zipped: its size; unzipped: the size of its contents; in bytes.  release: a digest of its contents."""

    path: Path
    zipped: int
    unzipped: int
    release: str = ""


def pack_code(ours: Path, requirements: Path, target: Path, arch: Arch, *, beside: Path | None = None) -> PackedZip:
    """Zips our code with the packages of `requirements`.  beside: site-packages of the function's layer, if any.

    ours: the zip that Chalice made of app.py, chalicelib and its runtime.  Raises PackagingError.
    """
    tree, packages = target.with_suffix(""), site_packages(requirements, target.parent / "site-packages", arch)
    if faults := unmet_requirements([packages, beside] if beside else [packages]):
        raise PackagingError(f"{requirements} is not complete:\n" + "\n".join(faults))
    shutil.rmtree(tree, ignore_errors=True)
    with zipfile.ZipFile(ours) as archive:
        archive.extractall(tree)
    prune(tree)
    shutil.copytree(packages, tree, dirs_exist_ok=True)
    compile_tree(tree, "/var/task")
    return pack(tree, target)


def pack(tree: Path, target: Path) -> PackedZip:
    """Zips a tree; writes the zip only if the tree has changed."""
    stamp, fingerprint = target.with_suffix(".stamp"), _fingerprint(tree)
    if not (target.is_file() and stamp.is_file() and stamp.read_text() == fingerprint):
        write_zip(tree, target)
        stamp.write_text(fingerprint)
    return PackedZip(target, target.stat().st_size, size(tree), fingerprint[:RELEASE_DIGITS])


def check_size(name: str, parts: list[PackedZip], arch: Arch) -> None:
    """Raises PackagingError if a function with its layer exceeds LIMITS.  parts: its zip and its layer's."""
    total = sum(part.unzipped for part in parts)
    if total > LIMITS[arch]:
        raise PackagingError(f"{name}: {total / MIB:.1f} MiB unzipped on {arch}, the limit is {LIMITS[arch] / MIB:.0f}")


def check_zipped(part: PackedZip) -> None:
    """Raises PackagingError if a zip exceeds MOST_ZIPPED."""
    most = MOST_ZIPPED.get(part.path.name, part.zipped)
    if part.zipped > most:
        raise PackagingError(f"{part.path.name}: {part.zipped / 1e6:.1f} MB zipped, the limit is {most / 1e6:.0f}")


def site_packages(requirements: Path, cache: Path, arch: Arch) -> Path:
    """The packages of a list, installed and pruned; reused as long as the list and these rules are unchanged."""
    digest = hashlib.sha256(python_version().encode() + arch.encode() + requirements.read_bytes())
    for rules in ("wheels.py", "prune.py", "bytecode.py"):
        digest.update(Path(__file__).with_name(rules).read_bytes())
    folder = cache / f"{requirements.stem}-{digest.hexdigest()[:16]}"
    if not folder.is_dir():
        partial = folder.with_suffix(".partial")
        shutil.rmtree(partial, ignore_errors=True)
        install(requirements, partial, arch)
        prune(partial)
        compile_tree(partial, "/var/task", sources=False)
        partial.replace(folder)
    return folder


def _fingerprint(tree: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(path for path in tree.rglob("*") if path.is_file()):
        digest.update(f"{path.relative_to(tree)} {path.stat().st_size}\n".encode())
        with path.open("rb") as content:
            digest.update(hashlib.file_digest(content, "sha256").digest())
    return digest.hexdigest()

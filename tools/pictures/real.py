"""Brings the real pictures onto this machine: `python -m tools.pictures.real --from DIR [--to CACHE]`.

DIR holds a clone of each repository that sources.csv names, bare or not, as <owner>+<name>.  Each picture of the
recipe is taken out of its clone by git's id, checked against its sha256 and written to CACHE, by default
~/.cache/gradphoto/pictures, which must not be in this repository.  Pictures that are there already are kept.  What is
missing is told with how to get it, and the command then ends with 1.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from tempfile import NamedTemporaryFile

from tools.pictures.recipe import PICTURES, SOURCES, Picture, Source, pictures

ROOT = Path(__file__).parents[2]
CACHE = Path.home() / ".cache" / "gradphoto" / "pictures"


def bring(wanted: list[Picture], clones: Path, cache: Path) -> list[Picture]:
    """Writes to `cache` what it lacks of `wanted`; those that no clone holds as they are described come back."""
    cache.mkdir(parents=True, exist_ok=True)
    lacking = [picture for picture in wanted if not _is_there(picture, cache)]
    missing = []
    for source, group in groupby(sorted(lacking, key=attrgetter("source.source")), key=attrgetter("source")):
        asked = list(group)
        for picture, data in zip(asked, _blobs(asked, git_dir(clones, source)), strict=True):
            if data is None or hashlib.sha256(data).hexdigest() != picture.sha256:
                missing.append(picture)
            else:
                _write(cache / picture.name, data)
    return missing


def git_dir(clones: Path, source: Source) -> Path | None:
    """Of the clone of a source, None if there is none."""
    clone = clones / source.repository.replace("/", "+")
    return next((place for place in (clone / ".git", clone) if (place / "objects").is_dir()), None)


def _is_there(picture: Picture, cache: Path) -> bool:
    try:
        return hashlib.sha256((cache / picture.name).read_bytes()).hexdigest() == picture.sha256
    except FileNotFoundError:
        return False


def _blobs(asked: list[Picture], git: Path | None) -> Iterator[bytes | None]:
    """The files that git knows by these ids, in their order; None for one it does not know."""
    if git is None:
        yield from [None] * len(asked)
        return
    command = ["git", "--git-dir", str(git), "cat-file", "--batch"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as reader:
        assert reader.stdin
        assert reader.stdout
        for picture in asked:
            reader.stdin.write(f"{picture.blob}\n".encode())
            reader.stdin.flush()
            _, kind, *size = reader.stdout.readline().split()
            if not size:  # "<id> missing"
                yield None
                continue
            data = reader.stdout.read(int(size[0]) + 1)[:-1]
            yield data if kind == b"blob" else None


def _write(path: Path, data: bytes) -> None:
    """Whole or not at all, whoever else writes it."""
    with NamedTemporaryFile(dir=path.parent, prefix=".", delete=False) as file:
        file.write(data)
    os.replace(file.name, path)


def report(wanted: list[Picture], missing: list[Picture]) -> Iterator[str]:
    """What there is by source, and how to get the rest."""
    gone = {picture.sha256 for picture in missing}
    for source in sorted({picture.source for picture in wanted}, key=attrgetter("source")):
        of_it = [picture for picture in wanted if picture.source == source]
        lost = sum(picture.sha256 in gone for picture in of_it)
        yield f"{len(of_it) - lost:5} of {len(of_it):4}  {source.repository}"
        if lost:
            yield f"       git clone {source.address} {source.repository.replace('/', '+')}, commit {source.commit}"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tools.pictures.real", description="Brings the real pictures here.")
    parser.add_argument("--from", dest="clones", type=Path, required=True, metavar="DIR", help="the folder of clones")
    parser.add_argument("--to", dest="cache", type=Path, default=CACHE, metavar="CACHE", help="where pictures are kept")
    parser.add_argument("--recipe", type=Path, default=PICTURES, help="the table of pictures")
    parser.add_argument("--sources", type=Path, default=SOURCES, help="the table of repositories")
    options = parser.parse_args()
    if options.cache.resolve().is_relative_to(ROOT):
        parser.error("pictures of people do not belong in this repository: --to must be outside it")
    wanted = pictures(options.recipe, options.sources)
    missing = bring(wanted, options.clones, options.cache)
    print("\n".join(report(wanted, missing)))
    sys.exit(1 if missing else 0)


if __name__ == "__main__":
    main()

"""Reads collection codes from pictures: `python -m tools.qr PATH…` writes one JSON line per file.

{file, text|null, decoder|null, reader|null, ms, error|null}.  Of several codes the one a reader accepts is shown.
error: no_qr (nothing was read), not_found (no such file), or the code of a picture that cannot be opened.

`--any` writes a line for every code in a file, whether a reader accepts it or not, and what it is as its `kind`:
collect_code, url, contact (of WeChat or QQ), payment, or other.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from chalicelib.collect_codes import readers
from chalicelib.photo.qr.kinds import kind_of
from chalicelib.photo.qr.scan import QrText, read_qr
from chalicelib.photo.reading.picture_error import PictureError
from tools.pictures.paths import picture_files


def lines(path: Path, *, every: bool = False) -> Iterator[dict[str, Any]]:
    """What is in one file; never raises for a bad file.  every: all codes, each with its kind."""
    begun = time.perf_counter()
    codes: list[QrText] = []
    error = None
    try:
        codes = read_qr(path.read_bytes(), lambda text: not every and readers.read(text) is not None)
        error = None if codes else "no_qr"
    except PictureError as unreadable:
        error = unreadable.code
    except OSError:
        error = "not_found"
    ms = round((time.perf_counter() - begun) * 1000, 1)
    codes.sort(key=lambda code: readers.read(code.text) is None)
    shown: list[QrText | None] = [*codes] if every else [*codes[:1]]
    for code in shown or [None]:
        collect_code = readers.read(code.text) if code else None
        line = {
            "file": str(path),
            "text": code.text if code else None,
            "decoder": code.decoder if code else None,
            "reader": collect_code.reader if collect_code else None,
            "ms": ms,
            "error": error,
        }
        if every:
            line["kind"] = "collect_code" if collect_code else kind_of(code.text) if code else None
        yield line


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tools.qr", description="Reads QR codes from pictures.")
    parser.add_argument("paths", nargs="+", metavar="PATH", help="a picture, or a folder of pictures")
    parser.add_argument("--any", action="store_true", help="every code in a picture, with its kind")
    arguments = parser.parse_args()
    for path in picture_files(arguments.paths):
        for line in lines(path, every=arguments.any):
            print(json.dumps(line, ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main()

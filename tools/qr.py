"""Reads collection codes from pictures: `python -m tools.qr PATH…` writes one JSON line per file.

{file, text|null, decoder|null, reader|null, ms, error|null}.  Of several codes the one a reader accepts is shown.
error: no_qr (nothing was read), not_found (no such file), or the code of a picture that cannot be opened.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path
from typing import Any

from chalicelib.collect_codes import readers
from chalicelib.photo.picture_error import PictureError
from chalicelib.photo.qr.scan import QrText, read_qr
from tools.pictures.paths import picture_files


def line(path: Path) -> dict[str, Any]:
    """What is in one file; never raises for a bad file."""
    begun = time.perf_counter()
    codes: list[QrText] = []
    error = None
    try:
        codes = read_qr(path.read_bytes(), lambda text: readers.read(text) is not None)
        error = None if codes else "no_qr"
    except PictureError as unreadable:
        error = unreadable.code
    except OSError:
        error = "not_found"
    ms = round((time.perf_counter() - begun) * 1000, 1)
    best = codes[0] if codes else None  # a text that a reader accepts comes first
    code = readers.read(best.text) if best else None
    return {
        "file": str(path),
        "text": best.text if best else None,
        "decoder": best.decoder if best else None,
        "reader": code.reader if code else None,
        "ms": ms,
        "error": error,
    }


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tools.qr", description="Reads QR codes from pictures.")
    parser.add_argument("paths", nargs="+", metavar="PATH", help="a picture, or a folder of pictures")
    for path in picture_files(parser.parse_args().paths):
        print(json.dumps(line(path), ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main()

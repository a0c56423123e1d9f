"""What the commands over a table of measures ask alike."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

MODELS = Path(os.environ.get("MODELS_DIR", "build/models"))


def table_parser(command: str, told: str, *, least_face: int) -> argparse.ArgumentParser:
    """It knows --table and --face.  told: the command's docstring, its first paragraph what it does."""
    about, _, usage = told.partition("\n\n")
    parser = argparse.ArgumentParser(
        prog=f"python -m {command}",
        description=about,
        epilog=usage,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--table", type=Path, required=True, metavar="FILE", help="the measures, as CSV")
    parser.add_argument("--face", type=int, default=least_face, metavar="PX", help="the least width of a face to count")
    return parser

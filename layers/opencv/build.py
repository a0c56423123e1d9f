"""Builds the opencv layer, or only the model files that the photo engine reads.

    python layers/opencv/build.py --models build/models
"""
from __future__ import annotations

import argparse
import sys
from pathlib import Path

from fetch_models import ModelError, fetch_models


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--models", type=Path, metavar="FOLDER", required=True, help="only fetch the model files into FOLDER")
    options = parser.parse_args()
    try:
        for path in fetch_models(options.models):
            print(path)
    except ModelError as error:
        sys.exit(f"layers/opencv: {error}")


if __name__ == "__main__":
    main()

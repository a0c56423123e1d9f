"""Builds the print layer, with which a step draws PDFs, as a folder that Lambda lays at /opt; or only its fonts.

python layers/print/build.py --arch arm64         → build/print-layer/arm64/{python,fonts,NOTICE}
python layers/print/build.py --fonts build/fonts  → the fonts, flat
"""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))  # run as a script: only this folder would be on the path

from deploy.bytecode import compile_tree  # noqa: E402
from deploy.prune import prune  # noqa: E402
from deploy.wheels import ARCHES, Arch, PackagingError, install  # noqa: E402
from layers.registry import FetchError, fetch, read_list  # noqa: E402

HERE = Path(__file__).parent
BUILD = ROOT / "build"
FONTS = HERE / "fonts.json"


def build_layer(arch: Arch) -> Path:
    """The layer's folder.  Raises PackagingError and FetchError."""
    layer = BUILD / "print-layer" / arch
    shutil.rmtree(layer, ignore_errors=True)
    install(HERE / "requirements.txt", layer / "python", arch)
    prune(layer / "python")
    compile_tree(layer / "python", "/opt/python")
    shutil.copyfile(HERE / "NOTICE", layer / "NOTICE")
    (layer / "fonts").mkdir()
    for font in fetch(BUILD / "fonts", read_list(FONTS)):
        shutil.copyfile(font, layer / "fonts" / font.name)
    return layer


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--arch", choices=ARCHES, default="arm64", help="the functions' processor (default: arm64)")
    parser.add_argument("--fonts", type=Path, metavar="FOLDER", help="only fetch the fonts into FOLDER")
    options = parser.parse_args()
    try:
        made = fetch(options.fonts, read_list(FONTS)) if options.fonts else [build_layer(options.arch)]
    except (FetchError, PackagingError) as error:
        sys.exit(f"layers/print: {error}")
    for path in made:
        print(path)


if __name__ == "__main__":
    main()

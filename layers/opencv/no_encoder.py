"""Takes the HEVC encoder out of pillow-heif's wheel: nothing here writes HEIC.

x265 is 23 MB on x86_64, more than the layer has room for, and under the GPL.  libheif is linked to it and needs two
functions of it to be there; they are called by its encoder only.  An empty library with these takes its place.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from deploy.wheels import Arch, PackagingError
from layers.opencv.compiler import make_library

NOTHING = "void *x265_api_get_{version}(int depth) {{ return 0; }}\nvoid x265_cleanup(void) {{}}\n"


def take_encoder_out(python: Path, arch: Arch) -> None:
    """python: where packages are installed.  Raises PackagingError unless the wheel holds one such library."""
    found = list((python / "pillow_heif.libs").glob("libx265-*.so.*"))
    if len(found) != 1:
        raise PackagingError(f"pillow-heif's wheel holds {len(found)} libraries of x265, expected one")
    library = found[0]
    with tempfile.TemporaryDirectory() as scratch:
        source = Path(scratch, "nothing.c")
        source.write_text(NOTHING.format(version=library.suffix.removeprefix(".")))
        make_library(library, arch, Path(scratch), "-Os", "-nostdlib", source.name)

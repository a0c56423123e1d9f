"""Takes the HEVC encoder out of pillow-heif's wheel: nothing here writes HEIC.

x265 is 23 MB on x86_64, more than the layer has room for, and under the GPL.  libheif is linked to it and needs two
functions of it to be there; they are called by its encoder only.  An empty library with these takes its place.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from layers.opencv.build_zbar import TARGETS
from tools.wheels import Arch, PackagingError

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
        flags = ["-Os", "-fPIC", "-shared", "-s", "-nostdlib", f"-Wl,-soname,{library.name}"]
        command = [
            sys.executable,
            "-m",
            "ziglang",
            "cc",
            "-target",
            TARGETS[arch],
            *flags,
            "-o",
            str(library),
            str(source),
        ]
        done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise PackagingError(f"the stand-in for x265: the C compiler failed:\n{done.stderr.strip()}")

"""libzbar.so.0 for Lambda, QR codes only, from the project's source: no container, no autotools, no root.

pyzbar's wheel holds no library for Linux.  The source needs no patch: Debian's touch only scripts and build files.
"""

from __future__ import annotations

import tarfile
import tempfile
from pathlib import Path

from deploy.wheels import Arch
from layers.opencv.compiler import make_library
from layers.opencv.fetch_zbar import fetch_zbar

SOURCES = """
config.c error.c symbol.c image.c convert.c processor.c processor/lock.c processor/posix.c processor/null.c
refcnt.c window.c window/null.c video.c video/null.c img_scanner.c scanner.c decoder.c misc.c
decoder/qr_finder.c qrcode/qrdec.c qrcode/qrdectxt.c qrcode/rs.c qrcode/isaac.c qrcode/bch15_5.c
qrcode/binarize.c qrcode/util.c
""".split()  # noqa: SIM905 - as a Makefile has it

ON = """
HAVE_ERRNO_H HAVE_FCNTL_H HAVE_FEATURES_H HAVE_INTTYPES_H HAVE_POLL_H HAVE_STDLIB_H HAVE_SYS_IOCTL_H
HAVE_SYS_MMAN_H HAVE_SYS_STAT_H HAVE_SYS_TIME_H HAVE_SYS_TYPES_H HAVE_UNISTD_H HAVE_LIBPTHREAD NDEBUG ENABLE_QRCODE
""".split()  # noqa: SIM905
KINDS = ("EAN", "DATABAR", "CODE128", "CODE93", "CODE39", "CODABAR", "I25", "PDF417", "SQCODE")
OFF = [f"ENABLE_{kind}" for kind in KINDS]
VERSIONS = {
    "ZBAR_VERSION_MAJOR": 0, "ZBAR_VERSION_MINOR": 23, "ZBAR_VERSION_PATCH": 93,
    "LIB_VERSION_MAJOR": 0, "LIB_VERSION_MINOR": 3, "LIB_VERSION_REVISION": 0,
}  # fmt: skip


def build_zbar(library: Path, arch: Arch) -> None:
    """Puts libzbar.so.0 at `library`.  Raises PackagingError."""
    archive = fetch_zbar()
    with tempfile.TemporaryDirectory() as scratch:
        with tarfile.open(archive) as tar:
            tar.extractall(scratch, filter="data")
        source = next(Path(scratch).glob("zbar-*")).resolve()
        (source / "config.h").write_text(_config())
        library.parent.mkdir(parents=True, exist_ok=True)
        flags = ["-O2", "-fno-sanitize=all", "-w", f"-I{source}", f"-I{source / 'include'}", "-I."]
        make_library(library, arch, source / "zbar", *flags, *SOURCES, "-lpthread")


def _config() -> str:
    values = {**VERSIONS, "ICONV_CONST": "", **dict.fromkeys(ON, 1), **dict.fromkeys(OFF, 0)}
    return "".join(f"#define {name} {value}\n" for name, value in values.items())

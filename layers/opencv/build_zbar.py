"""libzbar.so.0 for Lambda, QR codes only, from Debian's source package: no container, no autotools, no root.

pyzbar's wheel holds no library for Linux.  apt fetches and verifies the source, the SHA-256 pins it, and the C
compiler of the `ziglang` package builds it for either machine against glibc 2.34 (Amazon Linux 2023).
The archive needs no patch: Debian's touch only scripts and build files.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

from tools.wheels import Arch, PackagingError

PACKAGE, ARCHIVE = "zbar", "zbar_0.23.93.orig.tar.gz"
ARCHIVE_SHA256 = "212dfab527894b8bcbcc7cd1d43d63f5604a07473d31a5f02889e372614ebe28"
KEYRING = "/usr/share/keyrings/debian-archive-keyring.pgp"
TARGETS: dict[Arch, str] = {"arm64": "aarch64-linux-gnu.2.34", "x86_64": "x86_64-linux-gnu.2.34"}

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


def build_zbar(library: Path, arch: Arch, cache: Path) -> None:
    """Puts libzbar.so.0 at `library`; `cache` keeps the source archive.  Raises PackagingError."""
    archive = _archive(cache)
    with tempfile.TemporaryDirectory() as scratch:
        with tarfile.open(archive) as tar:
            tar.extractall(scratch, filter="data")
        source = next(Path(scratch).glob("zbar-*")).resolve()
        (source / "config.h").write_text(_config())
        library.parent.mkdir(parents=True, exist_ok=True)
        _run(_compiler(source, library.resolve(), arch), "the C compiler", source / "zbar")


def _config() -> str:
    values = {**VERSIONS, "ICONV_CONST": "", **dict.fromkeys(ON, 1), **dict.fromkeys(OFF, 0)}
    return "".join(f"#define {name} {value}\n" for name, value in values.items())


def _compiler(source: Path, library: Path, arch: Arch) -> list[str]:
    flags = ["-O2", "-fno-sanitize=all", "-fPIC", "-shared", "-s", "-w", "-Wl,-soname,libzbar.so.0"]
    folders = [f"-I{source}", f"-I{source / 'include'}", "-I."]
    return [sys.executable, "-m", "ziglang", "cc", "-target", TARGETS[arch], *flags, *folders,
            "-o", str(library), *SOURCES, "-lpthread"]  # fmt: skip


def _archive(cache: Path) -> Path:
    archive = cache / ARCHIVE
    if not archive.is_file():
        cache.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory() as scratch:
            _download(Path(scratch))
            (Path(scratch) / ARCHIVE).replace(archive)
    seen = hashlib.sha256(archive.read_bytes()).hexdigest()
    if seen != ARCHIVE_SHA256:
        raise PackagingError(f"{archive}: SHA-256 is {seen}, expected {ARCHIVE_SHA256}")
    return archive


def _download(folder: Path) -> None:
    """Fetches the source archive into `folder` with apt, its index in there too: no list of the system is touched."""
    (folder / "lists/partial").mkdir(parents=True)
    (folder / "sources.list").write_text(_source_lines())
    apt = ["apt-get", "-qq", "-o", f"Dir::Etc::sourcelist={folder / 'sources.list'}", "-o", "Dir::Etc::sourceparts=-",
           "-o", f"Dir::State::lists={folder / 'lists'}", "-o", "APT::Sandbox::User=root"]  # fmt: skip
    _run([*apt, "update"], "apt-get update", folder)
    _run([*apt, "source", "--download-only", PACKAGE], f"apt-get source {PACKAGE}", folder)
    if not (folder / ARCHIVE).is_file():
        raise PackagingError(f"Debian's source of {PACKAGE} is no longer {ARCHIVE}: pin the new one and test it")


def _source_lines() -> str:
    """deb-src lines for the mirrors this machine's apt already uses."""
    place = "$(SITE) $(RELEASE) $(COMPONENT)"
    signed = ["Created-By: Packages", f"Signed-By: {KEYRING}"]
    places = _run(["apt-get", "indextargets", "--format", place, *signed], "apt-get", Path())
    lines = sorted({f"deb-src [signed-by={KEYRING}] {place}" for place in places.splitlines()})
    if not lines:
        raise PackagingError("libzbar is built from Debian's source package, and apt here has no signed Debian mirror")
    return "\n".join(lines) + "\n"


def _run(command: list[str], what: str, folder: Path) -> str:
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    except FileNotFoundError as error:
        raise PackagingError(f"libzbar: {what} is not on this machine") from error
    if done.returncode:
        raise PackagingError(f"libzbar: {what} failed:\n{done.stderr.strip()}")
    return done.stdout

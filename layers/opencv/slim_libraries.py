"""Makes the shared libraries of the wheels smaller: what nothing here calls, and what is there twice.

OpenCV is linked to FFmpeg and to an AVIF encoder, Pillow to X11 (for pictures of a screen), libheif to the encoder
x265 (under the GPL); none of these is ever called here.  An empty library with the same name, functions and versions
takes the place of each, and what only they needed goes.  OpenCV and NumPy each bring an OpenBLAS: one_blas.c hands
OpenCV's calls on to NumPy's.
"""

from __future__ import annotations

import struct
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from elftools.elf.dynamic import DynamicSection
from elftools.elf.elffile import ELFFile
from elftools.elf.gnuversions import GNUVerDefSection, GNUVerSymSection
from elftools.elf.sections import StringTableSection, SymbolTableSection

from deploy.wheels import Arch, PackagingError
from layers.opencv.compiler import make_library

EMPTY = (
    *("libavcodec", "libavformat", "libavutil", "libswscale", "libavif"),
    *("libxcb", "libx265"),
)
BLAS, NUMPYS_BLAS = "libopenblasp", "libscipy_openblas64_"
ONE_BLAS = Path(__file__).with_name("one_blas.c")
SYMBOL = struct.Struct("<IBBHQQ")  # of the 64-bit format: name, type and binding, visibility, section, value, size
UNDEFINED, TYPE, OBJECT = 0, 0xF, 1  # the section of a symbol that is wanted; the type's bits; data, no function
GLOBAL, HIDDEN = 1, 0x8000  # the version of a symbol that has none; the flag of one that is not the default


@dataclass(frozen=True)
class Symbol:
    """A function (size 0) or so many bytes of data, and the version it is defined with, "" if none."""

    name: str
    size: int
    version: str


@dataclass(frozen=True)
class Library:
    """A shared object: the file names of those it is linked to, the names it wants and what it defines."""

    linked: frozenset[str]
    wants: frozenset[str]
    defines: tuple[Symbol, ...]


def slim(python: Path, arch: Arch) -> None:
    """python: where packages are installed.  Raises PackagingError where the wheels hold other libraries than these."""
    empty_out(python, EMPTY, arch)
    share_blas(python, arch)
    drop_unlinked(python)


def empty_out(python: Path, names: Iterable[str], arch: Arch) -> None:
    """Puts an empty library in the place of each; of a name there must be one, as the wheels number them: name-1a2b.so.

    Raises PackagingError.
    """
    libraries = _libraries(python)
    emptied = [_only(libraries, name) for name in names]
    users = {path: library for path, library in libraries.items() if path not in emptied}
    for path in emptied:
        _make_empty(path, _called(path, libraries[path], users), arch)


def share_blas(python: Path, arch: Arch) -> None:
    """Raises PackagingError, also where OpenCV wants a function that one_blas.c does not hand on."""
    libraries = _libraries(python)
    blas, numpys = _only(libraries, BLAS), _only(libraries, NUMPYS_BLAS)
    wanted = {symbol.name for symbol in _called(blas, libraries[blas], libraries)}
    linked = [str(numpys.resolve()), f"-Wl,-rpath,$ORIGIN/../{numpys.parent.name}"]
    _make_library(blas, arch, str(ONE_BLAS), *linked, "-O2")
    if missing := wanted - {symbol.name for symbol in read(blas).defines}:
        raise PackagingError(f"{ONE_BLAS.name} lacks {', '.join(sorted(missing))}")


def drop_unlinked(python: Path) -> None:
    """Deletes libraries of the wheels' own folders until everything left is linked to."""
    while True:
        libraries = _libraries(python)
        linked = {name for library in libraries.values() for name in library.linked}
        dead = [path for path in libraries if path.parent.suffix == ".libs" and path.name not in linked]
        if not dead:
            return
        for path in dead:
            path.unlink()


def read(path: Path) -> Library:
    """Raises PackagingError if it is no shared object."""
    with path.open("rb") as file:
        if file.read(4) != b"\x7fELF":
            raise PackagingError(f"{path.name} is no shared object")
        elf = ELFFile(file)
        dynamic, symbols = elf.get_section_by_name(".dynamic"), elf.get_section_by_name(".dynsym")
        assert isinstance(dynamic, DynamicSection)
        assert isinstance(symbols, SymbolTableSection)
        strings = elf.get_section(dynamic["sh_link"])
        assert isinstance(strings, StringTableSection)
        linked = frozenset(strings.get_string(tag["d_val"]) for tag in dynamic.iter_tags("DT_NEEDED"))
        names, versions = strings.data(), _versions(elf)
        wants, defines = set[str](), list[Symbol]()
        # elftools reads a symbol thirty times as slowly, and the libraries have some 90,000
        for at, (begins, info, _, section, _, size) in enumerate(SYMBOL.iter_unpack(symbols.data())):
            if name := names[begins : names.index(b"\0", begins)].decode():
                if section == UNDEFINED:
                    wants.add(name)
                else:
                    defines.append(Symbol(name, size if info & TYPE == OBJECT else 0, versions(at)))
    return Library(linked, frozenset(wants), tuple(defines))


def _versions(elf: ELFFile) -> Callable[[int], str]:
    """The name of the version that a symbol's place in the table has."""
    names: dict[int, str] = {}
    numbers: tuple[int, ...] = ()
    for section in elf.iter_sections():
        if isinstance(section, GNUVerDefSection):
            for definition, words in section.iter_versions():
                names[definition["vd_ndx"]] = next(words).name
        elif isinstance(section, GNUVerSymSection):
            numbers = struct.unpack(f"<{section.data_size // 2}H", section.data())

    def version(at: int) -> str:
        number = numbers[at] & ~HIDDEN if at < len(numbers) else GLOBAL
        return names.get(number, "") if number > GLOBAL else ""

    return version


def _libraries(python: Path) -> dict[Path, Library]:
    return {path: read(path) for path in sorted(python.rglob("*.so*"))}


def _only(libraries: dict[Path, Library], name: str) -> Path:
    found = [path for path in libraries if path.name.startswith(f"{name}-")]
    if len(found) != 1:
        raise PackagingError(f"the wheels hold {len(found)} libraries {name}, expected one")
    return found[0]


def _called(path: Path, library: Library, users: dict[Path, Library]) -> list[Symbol]:
    """Which of a library's symbols the ones that are linked to it want."""
    wanted = {name for user in users.values() if path.name in user.linked for name in user.wants}
    return [symbol for symbol in library.defines if symbol.name in wanted]


def _make_empty(path: Path, symbols: list[Symbol], arch: Arch) -> None:
    """Functions that do nothing and say 0, data of zeros."""
    lines = [
        f"char {symbol.name}[{symbol.size}];" if symbol.size else f"void *{symbol.name}(void) {{ return 0; }}"
        for symbol in symbols
    ]
    by_version = defaultdict(list)
    for symbol in symbols:
        if symbol.version:
            by_version[symbol.version].append(symbol.name)
    versions = [f"{version} {{ global: {'; '.join(names)}; }};" for version, names in sorted(by_version.items())]
    with tempfile.TemporaryDirectory() as scratch:
        source, script = Path(scratch, "empty.c"), Path(scratch, "empty.map")
        source.write_text("\n".join(lines) + "\n")
        script.write_text("\n".join(versions) + "\n")
        scripts = [f"-Wl,--version-script={script}"] if versions else []
        _make_library(path, arch, str(source), *scripts, "-Os", "-nostdlib", "-fno-builtin")


def _make_library(path: Path, arch: Arch, *options: str) -> None:
    """In its place; what is hard-linked to it elsewhere stays as it was."""
    path.unlink()
    make_library(path, arch, path.parent, *options)

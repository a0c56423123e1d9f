"""What nothing calls is empty, what is there twice is there once, and whoever is linked to it still starts."""

from __future__ import annotations

import ctypes
import importlib.util
import platform
import subprocess
import sys
from pathlib import Path

import pytest

from deploy.wheels import Arch, PackagingError
from layers.opencv.compiler import make_library
from layers.opencv.slim_libraries import NUMPYS_BLAS, drop_unlinked, empty_out, read, share_blas

HOST: Arch = "arm64" if platform.machine() == "aarch64" else "x86_64"
VIDEO = "int deep(void); int says(void) { return 7; } int level[3] = {1, 2, 3}; int inner(void) { return deep(); }\n"
MODULE = "extern int level[3]; int says(void); int asked(void) { return says(); } int *seen(void) { return level; }\n"


def library(path: Path, source: str, *options: str, arch: Arch = HOST) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    file = path.with_suffix(".c")
    file.write_text(source)
    make_library(path, arch, path.parent, file.name, *options)
    file.unlink()
    return path


def asked(wheel: Path) -> int:
    """In a process of its own: a library that is loaded stays the one it was."""
    program = "import ctypes, sys; print(ctypes.CDLL(sys.argv[1]).asked())"
    done = subprocess.run([sys.executable, "-c", program, str(wheel / "pkg/module.so")], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return int(done.stdout)


@pytest.fixture
def wheel(tmp_path: Path) -> Path:
    """A module linked to libvideo, which is linked to libdeep."""
    libs = tmp_path / "pkg.libs"
    deep = library(libs / "libdeep-1.so", "int deep(void) { return 1; }\n")
    (libs / "versions").write_text("VIDEO_1 { global: says; };\n")
    script = f"-Wl,--version-script={libs / 'versions'}"
    video = library(libs / "libvideo-2.so", VIDEO, str(deep), script, "-Wl,-rpath,$ORIGIN")
    library(tmp_path / "pkg/module.so", MODULE, str(video), "-Wl,-rpath,$ORIGIN/../pkg.libs")
    return tmp_path


def test_an_emptied_library_has_what_its_user_is_linked_to_and_says_nothing(wheel: Path) -> None:
    before = asked(wheel)
    before_defined = {symbol.name: symbol for symbol in read(wheel / "pkg.libs/libvideo-2.so").defines}
    empty_out(wheel, ["libvideo"], HOST)
    emptied = read(wheel / "pkg.libs/libvideo-2.so")
    defined = {symbol.name: symbol for symbol in emptied.defines}
    assert before == 7
    assert before_defined["says"].version == defined["says"].version == "VIDEO_1"
    assert defined["level"].size == 12
    assert "inner" not in defined
    assert emptied.linked == frozenset()
    assert asked(wheel) == 0


def test_what_only_an_emptied_library_needed_goes_and_nothing_else(wheel: Path) -> None:
    drop_unlinked(wheel)
    assert (wheel / "pkg.libs/libdeep-1.so").is_file()
    empty_out(wheel, ["libvideo"], HOST)
    drop_unlinked(wheel)
    assert sorted(path.name for path in wheel.rglob("*.so")) == ["libvideo-2.so", "module.so"]


def test_it_is_made_for_the_machine_that_is_asked_for(tmp_path: Path) -> None:
    library(tmp_path / "pkg.libs/libvideo-2.so", VIDEO, arch="arm64")
    empty_out(tmp_path, ["libvideo"], "arm64")
    assert (tmp_path / "pkg.libs/libvideo-2.so").read_bytes()[18:20] == b"\xb7\x00"  # AArch64


@pytest.mark.parametrize(("names", "many"), [((), 0), (("libvideo-1.so", "libvideo-2.so"), 2)])
def test_another_wheel_is_looked_at_first(tmp_path: Path, names: tuple[str, ...], many: int) -> None:
    for name in names:
        library(tmp_path / "pkg.libs" / name, VIDEO)
    with pytest.raises(PackagingError, match=f"hold {many} libraries libvideo, expected one"):
        empty_out(tmp_path, ["libvideo"], HOST)


def test_what_is_no_library_is_named(tmp_path: Path) -> None:
    (tmp_path / "libvideo-2.so").write_text("GROUP ( libvideo.so.2 )")
    with pytest.raises(PackagingError, match=r"libvideo-2\.so is no shared object"):
        empty_out(tmp_path, ["libvideo"], HOST)


def two_blas(folder: Path, opencv: str) -> Path:
    """OpenCV with its own BLAS, and NumPy's as it is installed here."""
    old = library(
        folder / "opencv.libs/libopenblasp-1.so", "int dgesv_(void) { return 1; } int dtrsm_(void) { return 2; }\n"
    )
    library(folder / "cv2/cv2.so", opencv, str(old))
    numpy = importlib.util.find_spec("numpy")
    assert numpy is not None
    assert numpy.origin is not None
    (numpys,) = Path(numpy.origin).parents[1].glob(f"numpy.libs/{NUMPYS_BLAS}*")
    (folder / "numpy.libs").mkdir()
    (folder / "numpy.libs" / numpys.name).symlink_to(numpys)
    return folder


def test_opencvs_calls_are_handed_on_to_numpys_blas(tmp_path: Path) -> None:
    share_blas(two_blas(tmp_path, "int dgesv_(void); int solve(void) { return dgesv_(); }\n"), HOST)
    blas = ctypes.CDLL(str(tmp_path / "opencv.libs/libopenblasp-1.so"))
    one, info, pivot = ctypes.c_int(1), ctypes.c_int(-1), ctypes.c_int(0)
    four, twelve = ctypes.c_double(4), ctypes.c_double(12)
    blas.dgesv_(*[ctypes.byref(given) for given in (one, one, four, one, pivot, twelve, one, info)])
    assert (twelve.value, pivot.value, info.value) == (3, 1, 0)


def test_a_function_that_is_not_handed_on_is_named(tmp_path: Path) -> None:
    with pytest.raises(PackagingError, match=r"one_blas\.c lacks dtrsm_"):
        share_blas(two_blas(tmp_path, "int dtrsm_(void); int solve(void) { return dtrsm_(); }\n"), HOST)

"""Kept files: found by their digest, wherever there is room for them."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from deploy import cache

CONTENT = b"a wheel"
SHA256 = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture(autouse=True)
def _places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every place there is, each in a folder of the test's."""
    monkeypatch.setattr(cache, "BUILD", tmp_path / "build")
    for name, folder in (("GRADPHOTO_CACHE", "named"), ("XDG_CACHE_HOME", "xdg"), ("HOME", "home")):
        monkeypatch.setenv(name, str(tmp_path / folder))


def kept(folder: Path) -> Path:
    (folder / "a.whl").write_bytes(CONTENT)
    return cache.keep(folder / "a.whl")


def test_a_kept_file_is_found_by_its_digest_under_its_name(tmp_path: Path) -> None:
    assert cache.find(SHA256) is None
    path = kept(tmp_path)
    assert (cache.find(SHA256), path.name, path.read_bytes()) == (path, "a.whl", CONTENT)
    assert list(cache.folder().iterdir()) == [cache.folder() / "sha256"]


def test_a_damaged_file_counts_as_absent_and_is_replaced(tmp_path: Path) -> None:
    kept(tmp_path).write_bytes(CONTENT[:-1])
    assert cache.find(SHA256) is None
    assert kept(tmp_path) == cache.find(SHA256)


def test_the_named_folder_comes_first_then_the_users(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert cache.folder() == tmp_path / "named"
    monkeypatch.delenv("GRADPHOTO_CACHE")
    assert cache.folder() == tmp_path / "xdg/gradphoto"
    monkeypatch.delenv("XDG_CACHE_HOME")
    assert cache.folder() == tmp_path / "home/.cache/gradphoto"


@pytest.mark.parametrize("home", [None, "", "a file"])
def test_without_a_home_files_are_kept_in_the_clone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, home: str | None
) -> None:
    (tmp_path / "a file").touch()
    for name in ("GRADPHOTO_CACHE", "XDG_CACHE_HOME", "HOME"):
        monkeypatch.delenv(name)
    if home is not None:
        monkeypatch.setenv("HOME", home and str(tmp_path / home))
    assert cache.folder() == tmp_path / "build/cache"
    kept(tmp_path)
    assert cache.find(SHA256)

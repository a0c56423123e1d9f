"""Where libzbar's source comes from, and what is said when it comes from nowhere."""

from __future__ import annotations

import hashlib
import json
import subprocess
from pathlib import Path
from types import SimpleNamespace

import pytest

from deploy.wheels import PackagingError
from layers.opencv import fetch_zbar as fetching
from layers.opencv.build_zbar import VERSIONS
from layers.opencv.fetch_zbar import MANIFEST, Source, fetch_zbar

SOURCE = b"source"
SHA256 = hashlib.sha256(SOURCE).hexdigest()


@pytest.fixture
def manifest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two addresses and one mirror, with an empty cache."""
    monkeypatch.setenv("GRADPHOTO_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(fetching, "_apt_sites", lambda: [("http://mirror.example/debian", "main")])
    path = tmp_path / "zbar.json"
    addresses = [{"address": f"https://{host}.example/zbar.tgz", "sha256": SHA256} for host in ("one", "two")]
    path.write_text(json.dumps({"pool": {"path": "z/zbar/zbar.tgz", "sha256": SHA256}, "addresses": addresses}))
    return path


def serve(monkeypatch: pytest.MonkeyPatch, files: dict[str, bytes]) -> list[str]:
    """Addresses answer with `files`, others refuse; returns what was asked for."""
    asked: list[str] = []

    def fetch(source: Source, target: Path) -> None:
        asked.append(source.address)
        if source.address not in files:
            raise OSError("refused")
        target.write_bytes(files[source.address])

    monkeypatch.setattr(fetching, "_with_apt", fetch)
    monkeypatch.setattr(fetching, "_download", fetch)
    return asked


def test_the_mirror_is_asked_first_and_only_once(manifest: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = serve(monkeypatch, {"http://mirror.example/debian/pool/main/z/zbar/zbar.tgz": SOURCE})
    assert fetch_zbar(manifest).read_bytes() == SOURCE
    assert fetch_zbar(manifest).name == "zbar.tgz"
    assert len(asked) == 1


def test_a_wrong_file_is_passed_over(manifest: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    serve(monkeypatch, {"https://one.example/zbar.tgz": b"other", "https://two.example/zbar.tgz": SOURCE})
    assert fetch_zbar(manifest).read_bytes() == SOURCE


def test_every_address_and_its_reason_is_told(manifest: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    serve(monkeypatch, {"https://one.example/zbar.tgz": b"other"})
    other = hashlib.sha256(b"other").hexdigest()
    with pytest.raises(PackagingError) as caught:
        fetch_zbar(manifest)
    assert str(caught.value).splitlines() == [
        "libzbar: its source could not be fetched:",
        "  http://mirror.example/debian/pool/main/z/zbar/zbar.tgz: refused",
        f"  https://one.example/zbar.tgz: its SHA-256 is {other}, zbar.json says {SHA256}",
        "  https://two.example/zbar.tgz: refused",
    ]


def test_a_refused_connection_is_a_reason(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="refused"):
        fetching._download(Source("http://127.0.0.1:1/zbar.tgz", SHA256, fetching._download), tmp_path / "zbar.tgz")


def test_what_apt_says_is_a_reason(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    helper = tmp_path / "apt-helper"
    monkeypatch.setattr(fetching, "APT_HELPER", helper)
    source = Source("http://mirror.example/a.tgz", SHA256, fetching._with_apt)
    with pytest.raises(OSError, match="No such file"):
        source.fetch(source, tmp_path / "a.tgz")
    helper.write_text(
        "#!/bin/sh\necho 'E: Failed to fetch http://mirror.example/a.tgz  404  Not Found' >&2\nexit 100\n"
    )
    helper.chmod(0o755)
    with pytest.raises(fetching.NotFetchedError, match=r"^Failed to fetch +404  Not Found$"):
        source.fetch(source, tmp_path / "a.tgz")


def test_the_mirrors_are_those_of_apt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "mirrors.txt").write_text(
        "# nearest first\nhttp://near.example/ubuntu/\tpriority:1\nhttp://far.example/u\n"
    )
    told = f"http://a.example/debian main\nhttp://a.example/debian main\nmirror+file:{tmp_path}/mirrors.txt universe\n"
    told += "http://a.example/debian contrib\nfile:/usr/share/local $(COMPONENT)\n"
    monkeypatch.setattr(subprocess, "run", lambda *args, **options: SimpleNamespace(stdout=told))
    assert fetching._apt_sites() == [
        ("http://a.example/debian", "main"),
        ("http://near.example/ubuntu", "universe"),
        ("http://far.example/u", "universe"),
    ]


def test_a_machine_without_apt_has_no_mirrors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert fetching._apt_sites() == []


def test_the_addresses_are_of_the_version_that_is_built() -> None:
    places = json.loads(MANIFEST.read_text())
    major, minor, patch = (VERSIONS[f"ZBAR_VERSION_{part}"] for part in ("MAJOR", "MINOR", "PATCH"))
    named = [places["pool"]["path"], *(one["address"] for one in places["addresses"])]
    assert all(f"{major}.{minor}.{patch}" in name for name in [places["version"], *named])
    assert all(one["address"].startswith("https://") for one in places["addresses"])

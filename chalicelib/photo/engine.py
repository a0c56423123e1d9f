"""The photo engine: bytes of an uploaded picture in, a report of everything wrong with it and the standard JPEG out."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from .boxes import box_of
from .codes import finding
from .crop import place
from .face import Face
from .head import MODEL as BUST_MODEL
from .head import BustReader, measure
from .judge import judge
from .likeness import difference_hash
from .limits import revision, rows_for
from .measures import take_measures
from .model import Crop, Finding, HeadFrame, Report, Source, Spec, Standard
from .nets import detector, mesh, parts, pose
from .nets.detector import LIKELY, SURE, FaceBox, FaceDetector, overview
from .nets.memory import keep_freed_memory
from .nets.mesh import PRESENT, SURELY_PRESENT, MeshReader
from .nets.parts import PartsReader
from .nets.pose import PoseReader
from .portrait import Portrait
from .reading.facts import read_facts
from .reading.picture import Picture, read_picture
from .reading.picture_error import PictureError
from .reading.window import Pixels, Window, pixels_of
from .risk import risk
from .scene import Scene
from .standard import comparison_jpeg, standard_jpeg
from .turned import SURER, UPRIGHT, turn_to_upright

ENGINE = "12"  # changes whenever the same picture could be judged differently
REPORT_VERSION = 2
CLOSE_UP = 512  # px
NEAR_FACE = 0.25  # of the main face's width: so wide a face outside the frame counts, too
ENOUGH = 1600  # px, longer side: half of it is face and shoulders, which makes a frame without enlarging
FILES: Mapping[Any, tuple[str, ...]] = {  # that each of them opens
    FaceDetector: (detector.MODEL,),
    MeshReader: (mesh.LANDMARK_MODEL, mesh.EXPRESSION_MODEL),
    PoseReader: (pose.MODEL,),
    BustReader: (BUST_MODEL,),
    PartsReader: (parts.MODEL,),
}
THREADS = 1  # a second one takes a fifth more of processor time, and a function of 2048 MB has little more than one


@dataclass(frozen=True)
class Judged:
    """standard: the standard JPEG, None where a fail is not soft (see Spec.soft); before: the same frame on the wall
    that was replaced; look: the picture's difference hash, "" if unreadable; taken: the day its file names, if any."""

    report: Report
    standard: bytes | None
    look: str = ""
    before: bytes | None = None
    taken: date | None = None


class BrokenModel(Exception):
    """A network's file is missing, or cannot be read; the message names it."""


class TooCoarse(Exception):
    """The head has fewer px than the frame, in a picture that was opened at a smaller size."""


class Engine:
    """Holds the networks; loading takes some 140 ms.  Safe to share: one picture is looked at at a time."""

    def __init__(self, models_dir: Path) -> None:
        """Raises BrokenModel."""
        self._models = _digests(models_dir)
        cv2.setNumThreads(THREADS)
        keep_freed_memory()
        self._detector = _opened(FaceDetector, models_dir)
        self._mesh = _opened(MeshReader, models_dir)
        self._pose = _opened(PoseReader, models_dir)
        self._bust = _opened(BustReader, models_dir)
        self._parts = _opened(PartsReader, models_dir)
        self._lock = threading.Lock()

    def judge(self, data: bytes, spec: Spec) -> Judged:
        """Deterministic, and total: whatever the bytes are, there is a report and no exception."""
        digest = hashlib.sha256(data).hexdigest()
        try:
            picture, scene = self._seen(data, spec)
            scene = replace(scene, facts=read_facts(data))
        except PictureError as error:
            return self._unreadable(error, Source(0, 0, len(data), digest), spec)
        measures, rows = take_measures(scene), rows_for(spec)
        findings = judge(measures, rows, spec, lambda row: box_of(scene, row))
        fails = {one.code for one in findings if one.severity == "fail"}
        portrait = scene.portrait if fails <= spec.soft else None
        standard = standard_jpeg(portrait.finished, spec) if portrait else None
        before = comparison_jpeg(portrait.rgb) if portrait and portrait.wanted else None
        report = Report(
            v=REPORT_VERSION,
            spec=spec.name,
            spec_rev=spec.rev,
            engine=ENGINE,
            verdict="FAILED" if fails else "PASSED",
            findings=findings,
            source=Source(picture.width, picture.height, len(data), digest),
            crop=_crop(scene),
            standard=_described(standard, before, portrait, spec) if standard is not None and portrait else None,
            measures=measures,
            models=self._models,
            limits=revision(rows),
            risk=risk(measures, rows),
        )
        return Judged(report, standard, difference_hash(scene.overview), before, scene.facts.taken)

    def _unreadable(self, error: PictureError, source: Source, spec: Spec) -> Judged:
        report = Report(
            v=REPORT_VERSION,
            spec=spec.name,
            spec_rev=spec.rev,
            engine=ENGINE,
            verdict="UNREADABLE",
            findings=(_reason(error),),
            source=source,
            crop=None,
            standard=None,
            models=self._models,
            limits=revision(rows_for(spec)),
            risk=1.0,
        )
        return Judged(report, None)

    def _seen(self, data: bytes, spec: Spec) -> tuple[Picture, Scene]:
        """Large pictures are opened at a smaller size; only where the head then has too few px is the file opened
        again, as large as memory allows."""
        with suppress(TooCoarse):
            picture = read_picture(data, enough=ENOUGH)
            return picture, self.look(pixels_of(picture.image), spec, picture.zoom, finer=picture.zoom > 1)
        del picture
        picture = read_picture(data)
        return picture, self.look(pixels_of(picture.image), spec, picture.zoom)

    def look(self, rgb: Pixels, spec: Spec, zoom: int = 1, *, finer: bool = False) -> Scene:
        """Everything that is to be seen in height × width × 3 sRGB pixels; zoom: px of the file for each.

        finer: whether the file has more px.  Raises TooCoarse where they are needed, before the longest step.
        """
        height, width = rgb.shape[:2]
        small = overview(rgb)
        with self._lock:
            found = sorted(self._detector.find(small, LIKELY), key=lambda face: face.score < SURE)
            likely = [face.zoomed(width / small.shape[1]) for face in found]
            main = self._face(rgb, likely[0]) if likely else None
            faces = [face for face in likely if face.score >= SURE or (main and face is likely[0])]
            turn = self._turn(small, main)
            if turn:
                return Scene(width, height, zoom, (), None, small, turn)
            portrait = self._portrait(rgb, main, likely[0], spec, zoom, finer) if main else None
        frame = portrait.placement.window if portrait else None
        return Scene(width, height, zoom, _counted(faces, frame), portrait, small)

    def _turn(self, small: Pixels, face: Face | None) -> int:
        """Degrees clockwise to turn the picture by; asked only where no face, or a doubtful one, stands upright."""
        certainty = face.certainty if face else 0.0
        if certainty >= UPRIGHT:
            return 0
        return turn_to_upright(small, max(UPRIGHT, certainty + SURER), self._detector, self._mesh)

    def _face(self, rgb: Pixels, box: FaceBox) -> Face | None:
        """None where the mesh finds none."""
        points, presence = self._mesh.fit(rgb, box)
        if presence < (PRESENT if box.score >= SURE else SURELY_PRESENT):
            return None
        yaw, pitch = self._pose.angles(points)
        said = self._mesh.expression(points)._asdict()
        return Face(points=points, yaw=yaw, pitch=pitch, certainty=box.score, **said)

    def _portrait(self, rgb: Pixels, face: Face, box: FaceBox, spec: Spec, zoom: int, finer: bool) -> Portrait:
        bust = self._bust.look(rgb, face)
        head = measure(face, bust)
        height, width = rgb.shape[:2]
        placement = place(head, width, height, spec, zoom)
        if finer and placement.window.scale > 1:
            raise TooCoarse
        return Portrait(
            width=width,
            height=height,
            face=face,
            head=head,
            bust=bust,
            parts=self._parts.look(rgb, face),
            placement=placement,
            rgb=placement.window.draw(rgb),
            close_up=_close_up(rgb, box),
            wanted=spec.background.rgb if spec.background.policy == "normalise" else None,
            grounds=(spec.background.rgb, *spec.also_grounds),
        )


def _digests(models_dir: Path) -> dict[str, str]:
    """Every network's file and its SHA-256 in hex.  Raises BrokenModel."""
    found = {}
    for name in (name for names in FILES.values() for name in names):
        if not (models_dir / name).is_file():
            raise BrokenModel(f"model file missing: {models_dir / name}")
        found[name] = hashlib.sha256((models_dir / name).read_bytes()).hexdigest()
    return found


def _opened[Reader](reader: Callable[[Path], Reader], models_dir: Path) -> Reader:
    """Raises BrokenModel."""
    try:
        return reader(models_dir)
    except Exception as error:  # each library has its own, and most do not say of which file
        names = " or ".join(str(models_dir / name) for name in FILES[reader])
        raise BrokenModel(f"model file broken: {names}: {error}") from error


def _close_up(rgb: Pixels, box: FaceBox) -> Pixels:
    """At most CLOSE_UP px of it either way, from the middle of the face."""
    height, width = rgb.shape[:2]
    half_w, half_h = min(box.w, CLOSE_UP) / 2, min(box.h, CLOSE_UP) / 2
    x, y = np.clip([box.x + box.w / 2, box.y + box.h / 2], 0, [width - 1, height - 1])
    left, top = max(0, int(x - half_w)), max(0, int(y - half_h))
    part = rgb[top : int(y + half_h) + 1, left : int(x + half_w) + 1]
    return np.asarray(cv2.cvtColor(part, cv2.COLOR_RGB2GRAY), np.uint8)


def _counted(faces: list[FaceBox], frame: Window | None) -> tuple[FaceBox, ...]:
    """The main face, and others that are as near, or within the frame."""
    if frame is None:
        return tuple(faces)
    main, *others = faces
    near = [other for other in others if other.w >= main.w * NEAR_FACE or _within(other, frame)]
    return (main, *near)


def _within(face: FaceBox, frame: Window) -> bool:
    x, y = frame.to_window(np.array([[face.x + face.w / 2, face.y + face.h / 2]]))[0]
    return bool(0 <= x < frame.width and 0 <= y < frame.height)


def _crop(scene: Scene) -> Crop | None:
    """The frame in the source, if it lies within it."""
    portrait = scene.portrait
    if portrait is None or not portrait.placement.has_room:
        return None
    window, zoom = portrait.placement.window, scene.zoom
    width, height = window.width / window.scale * zoom, window.height / window.scale * zoom
    x, y = window.x * zoom - width / 2, window.y * zoom - height / 2
    return Crop(round(x, 1), round(y, 1), round(width, 1), round(height, 1), round(window.roll, 2))


def _described(file: bytes, before: bytes | None, portrait: Portrait, spec: Spec) -> Standard:
    top, chin = (round(row / spec.height, 4) for row in (portrait.placement.crown, portrait.chin_row))
    return Standard(
        w=spec.width,
        h=spec.height,
        bytes=len(file),
        sha256=hashlib.sha256(file).hexdigest(),
        head=HeadFrame(top, chin),
        background_replaced=before is not None,
        before_sha256=hashlib.sha256(before).hexdigest() if before else None,
    )


def _reason(error: PictureError) -> Finding:
    """Bytes are told in MB, pixels in 万 (10,000)."""
    if error.code == "bad_format":
        return finding(error.code, "fail")
    assert error.limit is not None
    unit = 1024 * 1024 if error.code == "file_too_large" else 10_000
    limit = round(error.limit / unit)
    return finding(error.code, "fail", measured=error.measured, allowed=(None, error.limit), words={"limit": limit})

"""A face of ellipses and what a network would see of it, so that measures can be worked out by hand."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from chalicelib.photo.face import (
    CHEEKS,
    CHIN,
    HAIRLINE,
    LEFT_BROW,
    LEFT_CORNER,
    LEFT_EYE,
    LIPS,
    NOSTRILS,
    OVAL,
    PUPILS,
    RIGHT_BROW,
    RIGHT_CORNER,
    RIGHT_EYE,
    Face,
)
from chalicelib.photo.nets.parts import head_window
from chalicelib.photo.parts.maps import Part, Parts

WIDTH, HEIGHT = 100.0, 140.0  # of the face, source px; its middle is at (0, 0), its eyes 20 px above
EYES, MOUTH, NOSE = -20.0, 40.0, 15.0  # rows
# Landmarks around a part, its middle, its width and height.
RINGS: tuple[tuple[tuple[int, ...], tuple[float, float], tuple[float, float]], ...] = (
    (OVAL, (0, 0), (WIDTH, HEIGHT)), (LIPS, (0, MOUTH), (36, 14)), (NOSTRILS, (0, NOSE), (24, 8)),
    (LEFT_EYE, (-22, EYES), (24, 10)), (RIGHT_EYE, (22, EYES), (24, 10)),
    (LEFT_BROW, (-22, EYES - 14), (30, 6)), (RIGHT_BROW, (22, EYES - 14), (30, 6)),
)  # fmt: skip
Labels = NDArray[np.uint8]


def face(*, x: float = 300, y: float = 300, size: float = 1, roll: float = 0) -> Face:
    """Its middle in source px, how many times as large, turned clockwise by so many degrees."""
    points = np.zeros((478, 3))
    for landmarks, middle, (wide, high) in RINGS:
        turn = np.linspace(0, 2 * np.pi, len(landmarks), endpoint=False)
        ring = np.column_stack([np.sin(turn) * wide / 2, -np.cos(turn) * high / 2])
        points[list(landmarks), :2] = ring + np.array(middle)
    points[list(PUPILS), :2] = (-22, EYES), (22, EYES)
    points[[LEFT_CORNER, RIGHT_CORNER], :2] = (-34, EYES), (34, EYES)
    points[list(CHEEKS), :2] = (-WIDTH / 2, 0), (WIDTH / 2, 0)
    points[[HAIRLINE, CHIN], :2] = (0, -HEIGHT / 2), (0, HEIGHT / 2)
    angle = np.radians(roll)
    turned = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]]) * size
    points[:, :2] = points[:, :2] @ turned + (x, y)
    return Face(points=points, yaw=0, pitch=0, blink=(0, 0), jaw_open=0, smile=0, lip_raised=0, gaze=0, certainty=1)


def bare_head(seen: Face) -> Labels:
    """Wall; clothes below; hair around a face of skin down to the eyes, ears below that, a neck."""
    labels = np.full((256, 256), Part.WALL, np.uint8)
    paint(labels, seen, Part.CLOTHES, (-120, 100, 120, 200))
    paint(labels, seen, Part.BODY_SKIN, (-30, 40, 30, 110))
    paint(labels, seen, Part.HAIR, (-60, -110, 60, -20))
    paint(labels, seen, Part.FACE_SKIN, (-62, -20, 62, 15))
    paint(labels, seen, Part.FACE_SKIN, (-WIDTH / 2, -HEIGHT / 2, WIDTH / 2, HEIGHT / 2), ellipse=True)
    return labels


def paint(labels: Labels, seen: Face, part: Part, box: tuple[float, ...], *, ellipse: bool = False) -> None:
    """A rectangle, or the ellipse in it, by its left, top, right and bottom from the face's middle."""
    window = head_window(seen)
    left, top, right, bottom = box
    turn = np.linspace(0, 2 * np.pi, 90, endpoint=False)
    ring = np.column_stack([np.sin(turn), -np.cos(turn)]) if ellipse else np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)])
    outline = ring * ((right - left) / 2, (bottom - top) / 2) + ((left + right) / 2, (top + bottom) / 2)
    # The window holds the head upright, WIDTH of it being a face's width, whatever the source.
    scale = window.width / 2.6 / WIDTH
    eyes = window.to_window(seen.eyes[None])[0]
    cv2.fillPoly(labels, [np.round((outline - (0, EYES)) * scale + eyes).astype(np.int32)], int(part))


def parts(labels: Labels, seen: Face) -> Parts:
    """As sure as a network can be, all of it in the picture."""
    maps = np.stack([labels == part for part in Part]).astype(np.float32)
    return Parts(head_window(seen), maps, np.ones(labels.shape, bool))

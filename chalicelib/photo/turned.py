"""Which way up a picture lies: sought where no face stands upright in it, or hardly one."""

from __future__ import annotations

import cv2
import numpy as np

from .face import LEFT_CORNER, RIGHT_CORNER
from .nets.detector import FaceBox, FaceDetector
from .nets.mesh import MeshReader
from .reading.window import Pixels, angle

# The detector's score of a face that surely stands upright.  Bare ones mostly have more, upside down they are read with
# up to 0.915; upright ones in masks and hats, turned round, with up to 0.893.
UPRIGHT = 0.91
SURER = 0.03  # by which a turned picture's face scores more than an upright one that may be none
PRESENCE = 0.9  # of the mesh in the turned picture; measured: 1.00
LEANS = 45.0  # degrees; beyond, a quarter turn less brings the head nearer to upright
TURNS = {90: cv2.ROTATE_90_CLOCKWISE, 180: cv2.ROTATE_180, 270: cv2.ROTATE_90_COUNTERCLOCKWISE}


def turn_to_upright(overview: Pixels, least: float, detector: FaceDetector, mesh: MeshReader) -> int:
    """The degrees clockwise (90, 180, 270) by which a picture must be turned for its face to stand upright.

    0 if no turn shows a face that scores `least` or more.  overview: the whole picture small, height × width × 3.
    """
    best, right = least, 0
    for degrees, way in TURNS.items():
        turned = np.asarray(cv2.rotate(overview, way), np.uint8)
        face = next(iter(detector.find(turned, best)), None)
        if face is not None and _stands(turned, face, mesh):
            best, right = face.score, degrees
    return right


def _stands(rgb: Pixels, face: FaceBox, mesh: MeshReader) -> bool:
    points, presence = mesh.fit(rgb, face)
    return presence >= PRESENCE and abs(angle(points[LEFT_CORNER], points[RIGHT_CORNER])) < LEANS

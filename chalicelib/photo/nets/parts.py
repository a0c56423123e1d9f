"""Tells the parts of a head apart: hair, skin, clothes and what else there is (MediaPipe's multiclass segmenter)."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from ..face import Face
from ..head import face_width
from ..parts.maps import Parts
from ..reading.window import Pixels, Window
from .network import Network

MODEL = "selfie_multiclass_256x256.onnx"
SIDE = 256  # px, the network's input
WIDE = 2.6  # face widths the network sees: hair and ears, and as much of the face as leaves fine things visible
EYES_AT = 0.52  # of the window's height


class PartsReader:
    """Deterministic, and safe to share."""

    def __init__(self, models_dir: Path) -> None:
        """Raises FileNotFoundError naming the model file that is not in `models_dir`."""
        self._network = Network(models_dir / MODEL)

    def look(self, rgb: Pixels, face: Face) -> Parts:
        """The parts around one face of height × width × 3 sRGB px."""
        window = head_window(face)
        drawn = window.draw(rgb)[None].astype(np.float32)
        drawn /= 255
        scores = np.ascontiguousarray(self._network.run(drawn)[0].transpose(2, 0, 1))
        scores -= scores.max(0)
        shares = np.exp(scores, out=scores)
        shares /= shares.sum(0)
        height, width = rgb.shape[:2]
        return Parts(window, shares, window.inside(width, height))


def head_window(face: Face) -> Window:
    """SIDE × SIDE px around a head that stands upright in it."""
    scale = SIDE / (face_width(face) * WIDE)
    x, y = face.eyes
    around = Window(x=float(x), y=float(y), scale=scale, roll=face.roll, width=SIDE, height=SIDE)
    x, y = around.to_source(np.array([[SIDE / 2, SIDE * (1 - EYES_AT)]]))[0]  # puts the eyes at EYES_AT
    return Window(x=float(x), y=float(y), scale=scale, roll=face.roll, width=SIDE, height=SIDE)

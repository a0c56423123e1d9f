"""What the engine said of a photo, as an order keeps it."""

from __future__ import annotations

from typing import Any

REPORT: dict[str, Any] = {
    "v": 2, "spec": "chsi", "spec_rev": 5, "engine": "10", "verdict": "FAILED", "limits": "0123456789ab",
    "findings": [{"code": "sunglasses", "severity": "fail"}, {"code": "too_dark", "severity": "warn"},
                 {"code": "sunglasses", "severity": "warn"}],
    "source": {"w": 3024, "h": 4032, "bytes": 2_345_678, "sha256": "5e" * 32},
    "standard": {"w": 480, "h": 640, "bytes": 34_567, "sha256": "57" * 32},
    "measures": {"roll": -1.25, "lens_tint": 0.5, "gaze": None, "width": 3024.0, "height": 4032.0,
                 "camera_distance": 0.7213, "front_lens": 1.0, "edited": 0.0},
    "models": {"face": "aa" * 32}, "risk": 1.0,
}  # fmt: skip

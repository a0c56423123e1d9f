"""Which way a head looks: the landmarks against MediaPipe's canonical face, by weighted Kabsch alignment."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from ..reading.window import Points

MODEL = "geometry_pipeline_metadata_landmarks.binarypb"
FLOATS_PER_VERTEX = 5  # x y z u v

# Protocol buffer fields of the file (MediaPipe, geometry_pipeline_metadata.proto and mesh_3d.proto).
_MESH, _BASIS = 1, 2
_VERTICES = 3
_LANDMARK, _WEIGHT = 1, 2


class PoseReader:
    """Angles in degrees.  Immutable, so thread-safe."""

    def __init__(self, models_dir: Path) -> None:
        vertices, basis = _read((models_dir / MODEL).read_bytes())
        self._ids = np.array([landmark for landmark, _ in basis])
        weights = np.array([weight for _, weight in basis])
        self._weights = (weights / weights.sum())[:, None]
        model = vertices[self._ids]
        self._model = model - (self._weights * model).sum(0)

    def angles(self, points: Points) -> tuple[float, float]:
        """Yaw (positive: the face turns to the picture's right) and pitch (positive: it looks down)."""
        seen = points[self._ids] * (1, -1, -1)
        seen = seen - (self._weights * seen).sum(0)
        left, _, right = np.linalg.svd((self._weights * seen).T @ self._model)
        mirror = np.diag([1, 1, np.sign(np.linalg.det(left @ right))])
        turn = left @ mirror @ right
        yaw = np.degrees(np.arctan2(turn[0, 2], turn[2, 2]))
        pitch = np.degrees(np.arcsin(np.clip(-turn[1, 2], -1, 1)))
        return float(yaw), float(pitch)


def _read(data: bytes) -> tuple[Points, list[tuple[int, float]]]:
    """The canonical face's vertices (468, 3) and the (landmark, weight) pairs to align by."""
    vertices: list[float] = []
    basis = []
    for field, value in _fields(data):
        if field == _MESH and isinstance(value, bytes):
            vertices += [number for inner, raw in _fields(value) if inner == _VERTICES for number in _floats(raw)]
        elif field == _BASIS and isinstance(value, bytes):
            pair = dict(_fields(value))
            basis.append((int(pair.get(_LANDMARK, 0)), _floats(pair[_WEIGHT])[0]))
    return np.array(vertices).reshape(-1, FLOATS_PER_VERTEX)[:, :3], basis


def _fields(data: bytes) -> Iterator[tuple[int, int | bytes]]:
    """(field number, varint | bytes) of one protocol buffer message; 32-bit values come as 4 bytes."""
    at = 0
    while at < len(data):
        key, at = _varint(data, at)
        if key & 7 == 0:
            value, at = _varint(data, at)
            yield key >> 3, value
            continue
        length, at = _varint(data, at) if key & 7 == 2 else ({5: 4, 1: 8}[key & 7], at)
        yield key >> 3, data[at : at + length]
        at += length


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte, at = data[at], at + 1
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            return value, at


def _floats(raw: int | bytes) -> tuple[float, ...]:
    assert isinstance(raw, bytes)
    return struct.unpack(f"<{len(raw) // 4}f", raw)

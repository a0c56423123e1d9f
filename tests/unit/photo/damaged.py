"""Files of pictures with damage of five kinds, by number."""

from __future__ import annotations

import functools
import struct

import numpy as np

from drawings.faulty_portraits import huge_png
from tests.worlds.pictures import drawn, encoded

FORMATS: tuple[tuple[str, dict[str, int]], ...] = (
    ("JPEG", {"quality": 85}),
    ("JPEG", {"quality": 85, "progressive": True}),
    ("PNG", {"compress_level": 1}),
    ("WEBP", {}),
    ("HEIF", {"quality": 50, "tile_size": 128}),
)


@functools.cache
def whole() -> tuple[bytes, ...]:
    image = drawn(width=480, height=640)
    return tuple(encoded(image, kind, **options) for kind, options in FORMATS)


def mutated(number: int) -> bytes:
    """The same damage for the same number."""
    dice = np.random.default_rng(number)
    data = bytearray(whole()[number % len(FORMATS)])
    return KINDS[number // len(FORMATS) % len(KINDS)](data, dice)


def flipped(data: bytearray, dice: np.random.Generator) -> bytes:
    for at in dice.integers(0, len(data), int(dice.integers(1, 30))):
        data[at] ^= 1 << int(dice.integers(0, 8))
    return bytes(data)


def cut(data: bytearray, dice: np.random.Generator) -> bytes:
    return bytes(data[: int(dice.integers(0, len(data)))]) + (b"\xff\xd9" if dice.random() < 0.5 else b"")


def lying(data: bytearray, dice: np.random.Generator) -> bytes:
    """The head, where sizes and lengths stand, says something else."""
    for at in dice.integers(2, min(700, len(data)), 4):
        data[at] = int(dice.choice([0, 1, 0x7F, 0x80, 0xFF]))
    return bytes(data)


def swapped(data: bytearray, dice: np.random.Generator) -> bytes:
    one, other, size = (int(value) for value in dice.integers(0, len(data) // 2, 3))
    part = bytes(data[one : one + size])
    data[other : other + size] = part
    return bytes(data)


def enormous(data: bytearray, dice: np.random.Generator) -> bytes:
    """A JPEG or PNG that claims any size up to its format's largest."""
    at = data.find(b"\xff\xc0")
    if at > 0:
        data[at + 5 : at + 9] = struct.pack(">HH", *(int(value) for value in dice.integers(0, 65536, 2)))
        return bytes(data)
    width, height = (int(value) for value in 2 ** dice.uniform(0, 31, 2))
    return huge_png(width, height)


KINDS = (flipped, cut, lying, swapped, enormous)

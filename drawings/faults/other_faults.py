"""A second way to make every fault: other methods, shapes and colours than the first, so that no check learns one.

Sizes are in face widths; what depends on the finished picture's px is told in px of a face 230 px wide, as there.
"""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np

from chalicelib.photo.face import IRISES

from .clean_portrait import Clean, Fault, Floats, Pixels, Points, Rgb, pixels

FINISHED = 230  # px, a face's width in the finished picture
NOISE = 5  # of the random numbers


def toned(change: Callable[[Floats], Floats]) -> Fault:
    """Every value 0–1 becomes another."""
    return lambda clean: pixels(change(np.asarray(clean.rgb / 255, np.float32)) * 255)


def gamma(power: float) -> Fault:
    return toned(lambda values: np.asarray(values**power, np.float32))


def added(red: float, green: float, blue: float) -> Fault:
    """So much more of each colour, of 255."""
    return toned(lambda values: values + np.array([red / 255, green / 255, blue / 255], np.float32))


def veiled(colour: Rgb, share: float) -> Fault:
    """As behind a coloured glass."""
    return toned(lambda values: values * np.float32(1 - share) + np.array(colour, np.float32) * np.float32(share / 255))


def shifted_in_lab(a: float, b: float) -> Fault:
    def change(values: Floats) -> Floats:
        lab = cv2.cvtColor(values, cv2.COLOR_RGB2LAB) + np.array([0, a, b], np.float32)
        return np.asarray(cv2.cvtColor(lab.astype(np.float32), cv2.COLOR_LAB2RGB), np.float32)

    return toned(change)


def saturated(factor: float) -> Fault:
    return toned(lambda values: values.mean(2, keepdims=True) * (1 - factor) + values * factor)


def boxed(size: float) -> Fault:
    """Means of squares, px of the finished picture."""

    def spoil(clean: Clean) -> Pixels:
        side = max(2, round(size * clean.face / FINISHED))
        return np.asarray(cv2.blur(clean.rgb, (side, side)), np.uint8)

    return spoil


def enlarged(times: float) -> Fault:
    """Made so many times smaller than the finished picture, then large again."""

    def spoil(clean: Clean) -> Pixels:
        height, width = clean.rgb.shape[:2]
        by = FINISHED / clean.face / times
        small = cv2.resize(clean.rgb, None, fx=by, fy=by, interpolation=cv2.INTER_AREA)
        return np.asarray(cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC), np.uint8)

    return spoil


def dragged(far: float, degrees: float) -> Fault:
    """Shaken along a line so many px long in the finished picture: the mean of shifted copies."""

    def spoil(clean: Clean) -> Pixels:
        size, far_here = (clean.rgb.shape[1], clean.rgb.shape[0]), far * clean.face / FINISHED
        step = np.array([np.cos(np.radians(degrees)), np.sin(np.radians(degrees))]) * far_here
        total = np.zeros(clean.rgb.shape, np.float32)
        shares = np.linspace(-0.5, 0.5, max(2, round(far_here)))
        for share in shares:
            move = np.array([[1, 0, step[0] * share], [0, 1, step[1] * share]], np.float32)
            total += cv2.warpAffine(clean.rgb, move, size, borderMode=cv2.BORDER_REPLICATE)
        return pixels(total / len(shares))

    return spoil


def ramped(dim: float, degrees: float, reach: float = 1.2) -> Fault:
    """Light that falls from 1.05 to `dim` over so many face widths, over person and wall alike; 0: to the right."""

    def spoil(clean: Clean) -> Pixels:
        return pixels(clean.rgb * (1.05 - (1.05 - dim) * _along(clean, degrees, reach))[..., None])

    return spoil


def half_in_the_shade(dim: float, right: bool) -> Fault:
    """A sharp edge of a shade down the middle of the face."""
    return ramped(dim, 0 if right else 180, 0.04)


def speckled(share: float) -> Fault:
    """Salt and pepper, on a picture of the finished size."""

    def spoil(clean: Clean) -> Pixels:
        out = _finished(clean).copy()
        dice = np.random.default_rng(NOISE).random(out.shape[:2])
        out[dice < share / 2], out[dice > 1 - share / 2] = 0, 255
        return out

    return spoil


def rough(strength: float) -> Fault:
    """Grain that grows with the light, on a picture of the finished size."""

    def spoil(clean: Clean) -> Pixels:
        out = _finished(clean).astype(np.float32)
        return pixels(out * (1 + np.random.default_rng(NOISE).normal(0, strength, out.shape).astype(np.float32)))

    return spoil


def rastered(kind: str) -> Fault:
    """Photographed from a screen, at the finished size: "lines" or a "grid" of dots, or the "beat" of two grids."""

    def spoil(clean: Clean) -> Pixels:
        out = _finished(clean).astype(np.float32)
        rows, columns = np.mgrid[0 : out.shape[0], 0 : out.shape[1]].astype(np.float32)
        waves = {
            "lines": np.sin(2 * np.pi * rows / 3.3),
            "grid": np.maximum(np.sin(2 * np.pi * rows / 3.7), np.sin(2 * np.pi * columns / 3.7)),
            "beat": np.sin(2 * np.pi * (rows * 0.24 + columns * 0.03)) * np.sin(2 * np.pi * (columns * 0.26)),
        }
        return pixels(out * (1 + 0.12 * waves[kind][..., None]))

    return spoil


def edged(share: float, colour: Rgb, inner: Rgb | None = None, bottom: float = 1.0) -> Fault:
    """A frame painted over the picture's own edge, with a thin line inside; the bottom so many times as deep."""

    def spoil(clean: Clean) -> Pixels:
        out, thick = clean.rgb.copy(), max(2, round(share * clean.rgb.shape[1]))
        for depth, paint in ((thick + max(2, thick // 4), inner), (thick, colour)):
            if paint is not None:
                out[:depth], out[:, :depth], out[:, -depth:] = paint, paint, paint
                out[-round(depth * bottom) :] = paint
        return out

    return spoil


def leaning(degrees: float) -> Fault:
    """Turned with black corners."""

    def spoil(clean: Clean) -> Pixels:
        turn = cv2.getRotationMatrix2D([float(value) for value in clean.seen.face.eyes], -degrees, 1.0)
        return np.asarray(cv2.warpAffine(clean.rgb, turn, clean.rgb.shape[1::-1]), np.uint8)

    return spoil


def covered(outlines: Callable[[Clean], list[Points]], colour: Rgb, opacity: float = 1.0) -> Fault:
    """Shapes of one colour, lit a little from above."""
    return lambda clean: laid(clean, outlines(clean), colour, opacity)


def laid(clean: Clean, outlines: list[Points], colour: Rgb, opacity: float = 1.0, soft: float = 0.004) -> Pixels:
    cover = filled(clean, outlines, soft)[..., None] * np.float32(opacity)
    light = np.linspace(1.06, 0.94, clean.rgb.shape[0], dtype=np.float32)[:, None, None]
    return pixels(clean.rgb * (1 - cover) + np.array(colour, np.float32) * light * cover)


def jaw_dropped(far: float) -> Fault:
    """Everything below the line between the lips moved down within the mouth's width, the gap filled with dark red."""

    def spoil(clean: Clean) -> Pixels:
        rows, columns = grid(clean)
        left, right, (x, y) = clean.at(61)[0], clean.at(291)[0], clean.at(13, 14).mean(0)
        half = (right[0] - left[0]) * 0.5
        drop = far * clean.face * np.sqrt(np.clip(1 - ((columns - x) / half) ** 2, 0, 1))
        chin = clean.at(152)[0][1] + 0.1 * clean.face
        fade = np.clip((chin - rows) / (chin - y), 0, 1)
        source = np.where(rows > y, np.maximum(rows - drop * fade, y), rows).astype(np.float32)
        out = cv2.remap(clean.rgb, columns, source, cv2.INTER_LINEAR).astype(np.float32)
        gap = cv2.GaussianBlur(((rows > y) & (rows < y + drop)).astype(np.float32), (0, 0), 0.006 * clean.face)
        return pixels(out * (1 - gap[..., None]) + np.array((60, 22, 24), np.float32) * gap[..., None])

    return spoil


def pupils(share: float, colour: Rgb = (225, 25, 25)) -> Fault:
    """Red discs over so much of either iris' radius."""

    def spoil(clean: Clean) -> Pixels:
        discs = []
        for iris in IRISES:
            rim = clean.at(*iris)
            radius = float(np.linalg.norm(rim[1:] - rim[0], axis=1).mean()) / clean.face
            discs.append(oval(clean, rim[0], radius * share, radius * share))
        return laid(clean, discs, colour, 0.9)

    return spoil


def oval(clean: Clean, middle: Points, wide: float, high: float, squareness: float = 2.0) -> Points:
    """A superellipse: 2 is an ellipse, more a rounded rectangle; half axes in face widths."""
    angles = np.linspace(0, 2 * np.pi, 60)
    cos, sin = np.cos(angles), np.sin(angles)
    power = 2 / squareness
    ring = np.column_stack([np.sign(cos) * np.abs(cos) ** power * wide, np.sign(sin) * np.abs(sin) ** power * high])
    turn = np.radians(clean.seen.face.roll)
    return np.asarray(
        middle + ring @ np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]]) * clean.face
    )


def grid(clean: Clean) -> tuple[Floats, Floats]:
    """The row and the column of every px."""
    rows, columns = np.indices(clean.rgb.shape[:2], np.float32)
    return np.asarray(rows, np.float32), np.asarray(columns, np.float32)


def filled(clean: Clean, outlines: list[Points], soft: float) -> Floats:
    cover = np.zeros(clean.rgb.shape[:2], np.float32)
    for outline in outlines:
        cv2.fillPoly(cover, [np.round(outline).astype(np.int32)], 1.0)
    return np.asarray(cv2.GaussianBlur(cover, (0, 0), soft * clean.face), np.float32)


def _finished(clean: Clean) -> Pixels:
    by = FINISHED / clean.face
    return np.asarray(cv2.resize(clean.rgb, None, fx=by, fy=by, interpolation=cv2.INTER_AREA), np.uint8)


def _along(clean: Clean, degrees: float, reach: float) -> Floats:
    """0 to 1 along a direction over so many face widths, the nose in the middle."""
    rows, columns = grid(clean)
    x, y = clean.at(4)[0]
    far = (columns - x) * np.cos(np.radians(degrees)) + (rows - y) * np.sin(np.radians(degrees))
    return np.asarray(np.clip(far / (reach * clean.face) + 0.5, 0, 1), np.float32)

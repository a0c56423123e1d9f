"""Faults of light, lens, pose and crop.  Sizes are in face widths, so that each is as strong in any picture."""

from __future__ import annotations

import cv2
import numpy as np
from PIL import Image

from .clean_portrait import Clean, Fault, Pixels, Rgb, jpeg, pixels


def scaled(factor: float) -> Fault:
    return lambda clean: pixels(clean.rgb * np.float32(factor))


def turned(degrees: float) -> Fault:
    def spoil(clean: Clean) -> Pixels:
        height, width = clean.rgb.shape[:2]
        x, y = clean.seen.face.eyes
        matrix = cv2.getRotationMatrix2D((float(x), float(y)), -degrees, 1.0)
        return np.asarray(cv2.warpAffine(clean.rgb, matrix, (width, height), borderMode=cv2.BORDER_REPLICATE))

    return spoil


def out_of_focus(share: float) -> Fault:
    return lambda clean: np.asarray(cv2.GaussianBlur(clean.rgb, (0, 0), share * clean.face))


def shaken(share: float, degrees: float) -> Fault:
    def spoil(clean: Clean) -> Pixels:
        far = max(3, round(share * clean.face)) | 1
        kernel = np.zeros((far, far), np.float32)
        step = np.array([np.cos(np.radians(degrees)), np.sin(np.radians(degrees))]) * far / 2
        ends = [tuple(int(value) for value in np.round(far // 2 + sign * step)) for sign in (-1, 1)]
        cv2.line(kernel, ends[0], ends[1], 1.0)
        return np.asarray(cv2.filter2D(clean.rgb, -1, kernel / kernel.sum()))

    return spoil


def lit_from_one_side(dimmest: float, sign: int) -> Fault:
    """Across the face from full light to `dimmest`; the wall keeps its light."""

    def spoil(clean: Clean) -> Pixels:
        columns = (np.arange(clean.rgb.shape[1]) - clean.seen.face.eyes[0]) / clean.face * sign
        light = dimmest + (1 - dimmest) / (1 + np.exp(columns * 8))
        lit = clean.rgb * light[None, :, None].astype(np.float32)
        return pixels(clean.matte * lit + (1 - clean.matte) * clean.rgb)

    return spoil


def tinted(red: float, green: float, blue: float) -> Fault:
    return lambda clean: pixels(clean.rgb * np.array([red, green, blue], np.float32))


def grey(clean: Clean) -> Pixels:
    return np.asarray(Image.fromarray(clean.rgb).convert("L").convert("RGB"))


def compressed(quality: int) -> Fault:
    """At about the size of the finished picture."""

    def spoil(clean: Clean) -> bytes:
        image = Image.fromarray(clean.rgb)
        by = min(1.0, 260 / clean.face)
        return jpeg(
            image.resize((round(image.width * by), round(image.height * by)), Image.Resampling.LANCZOS), quality
        )

    return spoil


def grainy(sigma: float, coloured: bool) -> Fault:
    def spoil(clean: Clean) -> Pixels:
        """At about the size of the finished picture."""
        by = min(1.0, 260 / clean.face)
        small = cv2.resize(clean.rgb, None, fx=by, fy=by, interpolation=cv2.INTER_AREA).astype(np.float32)
        shape = (*small.shape[:2], 3 if coloured else 1)
        return pixels(small + np.random.default_rng(3).normal(0, sigma, shape).astype(np.float32))

    return spoil


def framed(share: float, colour: Rgb, sides: str = "ltrb") -> Fault:
    def spoil(clean: Clean) -> Pixels:
        thick = round(share * clean.rgb.shape[1])
        left, top, right, bottom = (thick * (side in sides) for side in "ltrb")
        return np.asarray(
            cv2.copyMakeBorder(clean.rgb, top, bottom, left, right, cv2.BORDER_CONSTANT, value=colour), np.uint8
        )

    return spoil


def cut(
    left: float | None = None, top: float | None = None, right: float | None = None, bottom: float | None = None
) -> Fault:
    """Ends the picture so many face widths beside, above or below the middle of the eyes."""

    def spoil(clean: Clean) -> Pixels:
        (x, y), face = clean.seen.face.eyes, clean.face
        height, width = clean.rgb.shape[:2]
        edges = [
            0 if left is None else max(0, round(x - left * face)),
            0 if top is None else max(0, round(y - top * face)),
            width if right is None else min(width, round(x + right * face)),
            height if bottom is None else min(height, round(y + bottom * face)),
        ]
        return np.ascontiguousarray(clean.rgb[edges[1] : edges[3], edges[0] : edges[2]])

    return spoil


def shrunk(face: float, canvas: tuple[int, int] | None = None) -> Fault:
    """The face that many px wide; on a larger sheet of the wall's colour if there is a canvas."""

    def spoil(clean: Clean) -> Pixels:
        by = face / clean.face
        small = cv2.resize(clean.rgb, None, fx=by, fy=by, interpolation=cv2.INTER_AREA)
        if canvas is None:
            return np.asarray(small, np.uint8)
        width, height = canvas
        sheet = np.empty((height, width, 3), np.uint8)
        sheet[:] = np.median(small[: max(1, len(small) // 20)].reshape(-1, 3), axis=0)
        part = small[:height, :width]
        left = (width - part.shape[1]) // 2
        sheet[height - part.shape[0] :, left : left + part.shape[1]] = part
        return sheet

    return spoil


def joined_by(other: Clean, size: float) -> Fault:
    """Somebody else beside the person, `size` times as large a face."""

    def spoil(clean: Clean) -> Pixels:
        by = size * clean.face / other.face
        guest = cv2.resize(other.rgb, None, fx=by, fy=by, interpolation=cv2.INTER_AREA)
        height = max(clean.rgb.shape[0], guest.shape[0])
        both = [_padded(one, height) for one in (clean.rgb, np.asarray(guest, np.uint8))]
        return np.ascontiguousarray(np.concatenate(both, axis=1))

    return spoil


def screened(depth: float) -> Fault:
    """Photographed from a screen: a fine slanting wave, at the size of the finished picture."""

    def spoil(clean: Clean) -> Pixels:
        by = 230 / clean.face
        rows, columns = np.mgrid[0 : clean.rgb.shape[0], 0 : clean.rgb.shape[1]].astype(np.float32) * by
        wave = depth * np.sin(2 * np.pi * (columns * 0.21 + rows * 0.13))
        return pixels(clean.rgb + wave[..., None])

    return spoil


def below_the_chin(clean: Clean) -> Pixels:
    top = int(min(len(clean.rgb) - 40, clean.at(152)[0][1] + 0.15 * clean.face))
    part = Image.fromarray(clean.rgb[top:])
    by = max(1.0, 640 / min(part.size))
    return np.asarray(part.resize((round(part.width * by), round(part.height * by))))


def wall_alone(clean: Clean) -> Pixels:
    corner = clean.rgb[: max(8, len(clean.rgb) // 10), : max(8, clean.rgb.shape[1] // 10)]
    return np.asarray(Image.fromarray(corner).resize((600, 800), Image.Resampling.BICUBIC))


def _padded(rgb: Pixels, height: int) -> Pixels:
    return np.asarray(cv2.copyMakeBorder(rgb, height - len(rgb), 0, 0, 0, cv2.BORDER_REPLICATE), np.uint8)

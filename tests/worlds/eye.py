"""A scripted reviewer's eye: which of the pictures on her screen look otherwise than those she saw before.

It knows nothing but what is drawn there: no id, no report, no file.
"""

from __future__ import annotations

import io

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from playwright.sync_api import Page

Look = NDArray[np.float64]

INSIDE = (0.06, 0.04, 0.94, 0.84)  # of a cell, without its frame and the number at its foot: left, top, right, bottom
SHARPEST = 97  # percentile: a few edges tell, most of a portrait is smooth
MUCH = np.array([0.12, 0.14, 0.15, 0.1])  # by which a look may differ: in parts of the usual, the last as it is


def looked_at(picture: Image.Image) -> Look:
    """Its brightness, warmth and sharpness, and by how much of the brightness its halves differ."""
    pixels = np.asarray(picture.convert("RGB"), dtype=float)
    grey = pixels.mean(axis=2)
    inner = grey[1:-1, 1:-1]
    edges = np.abs(4 * inner - grey[:-2, 1:-1] - grey[2:, 1:-1] - grey[1:-1, :-2] - grey[1:-1, 2:])
    bright, warmth = grey.mean(), pixels[..., 0].mean() / pixels[..., 2].mean()
    return np.array([bright, warmth, np.percentile(edges, SHARPEST), np.abs(grey - grey[:, ::-1]).mean() / bright])


def on_screen(page: Page) -> dict[str, Look]:
    """What the pictures of a page of the grid look like, by their places' ids."""
    boxes = page.locator(".cell").evaluate_all(
        "cells => cells.map((cell) => { const { x, y, width, height } = cell.getBoundingClientRect();"
        " return [cell.id, x, y, width, height]; })"
    )
    screen = Image.open(io.BytesIO(page.screenshot()))
    left, top, right, bottom = INSIDE
    return {
        name: looked_at(screen.crop((x + left * wide, y + top * high, x + right * wide, y + bottom * high)))
        for name, x, y, wide, high in boxes
    }


class Eye:
    """Remembers what pictures usually look like."""

    def __init__(self) -> None:
        self._seen: list[Look] = []

    def odd(self, shown: dict[str, Look]) -> list[str]:
        """Those of them that look otherwise than most, of these and of all before."""
        self._seen += shown.values()
        usual = np.median(self._seen, axis=0)
        return [name for name, look in shown.items() if _differs(look, usual)]


def _differs(look: Look, usual: Look) -> bool:
    off = np.abs(look - usual)
    off[:3] /= usual[:3]
    return bool((off > MUCH).any())

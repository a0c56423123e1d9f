"""Pictures of pages for the documents, made anew when asked: `PICTURES=FOLDER`, from the repository's root."""

from __future__ import annotations

import io
import os
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page

from tests.worlds.looks import check

ROOT = Path(__file__).parents[2]
COLOURS = 128


def picture(page: Page, folder: Path, name: str, *, full_text: bool = True) -> None:
    """The window as it is, in the colours of a palette: a third of the bytes, and no eye sees it at this size.

    folder: of the document's pictures; nothing is written unless just this one is asked for; full_text: of `check`.
    """
    check(page, full_text=full_text)
    wanted = os.environ.get("PICTURES")
    if not wanted or ROOT / wanted != folder:
        return
    page.emulate_media(color_scheme="light")
    shot = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    shot = shot.quantize(COLOURS, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)  # which keeps what is small
    folder.mkdir(parents=True, exist_ok=True)
    shot.save(folder / f"{name}.png", optimize=True)

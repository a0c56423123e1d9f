"""Draws a picture like the one CHSI gives a student: a card with the collection code as a QR.  Nothing real in it."""

from __future__ import annotations

import base64
import io
import json
import random
import secrets

import segno
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from PIL import Image, ImageDraw

GREEN = (0, 150, 120)
INK = (60, 60, 60)
CARD = (350, 554)  # px, as in the look-alike the layout follows


def chsi_like_text(
    *, seed: int = 1, school_code: str = "10530", student_no: str | None = None, **fields_of_card: str | None
) -> str:
    """Base64 of UTF-8 JSON with CHSI's pinyin keys and invented values; the same seed gives the same text.

    fields_of_card: values to put instead, by those keys; None leaves what was invented.
    """
    dice = random.Random(seed)  # noqa: S311 - sample data
    fields = {
        "sjc": 1_750_000_000_000 + dice.randrange(10**9),
        "cjm": f"{dice.randrange(16**16):016x}",
        "yxdm": school_code,
        "zjhm": f"{dice.randrange(10_000):04d}",
        "xh": student_no or f"2022{dice.randrange(10**6):06d}",
        "cc": "本科",
        "xllb": "普通高等教育",
        "fy": "信息工程学院",
        "xm": "张*三",
        "bh": f"软件220{dice.randrange(1, 6)}",
    }
    fields |= {key: value for key, value in fields_of_card.items() if value is not None}
    return base64.b64encode(json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode()).decode()


def encrypted(text: str, key: str) -> str:
    """The text as an agency's decoder takes it: AES-256-GCM.  key: Base64 of 32 bytes."""
    nonce = secrets.token_bytes(12)
    return base64.b64encode(nonce + AESGCM(base64.b64decode(key)).encrypt(nonce, text.encode(), None)).decode()


def draw(text: str, *, zoom: int = 2) -> Image.Image:
    """The card around `text`, 350·zoom × 554·zoom px.  Bars stand where a name, a school and a level are printed."""
    card = Image.new("RGB", (CARD[0] * zoom, CARD[1] * zoom), "white")
    pen = ImageDraw.Draw(card)
    pen.rectangle((0, 0, card.width, 64 * zoom), fill=GREEN)
    pen.text((card.width / 2, 32 * zoom), "CHSI", fill="white", anchor="mm", font_size=26 * zoom)
    for row, length in enumerate((90, 150, 170, 60)):
        top = (84 + 26 * row) * zoom
        pen.rectangle((40 * zoom, top, 90 * zoom, top + 10 * zoom), fill=(190, 190, 190))
        pen.rectangle((110 * zoom, top, (110 + length) * zoom, top + 10 * zoom), fill=INK)
    frame = (45 * zoom, 200 * zoom, 305 * zoom, 460 * zoom)
    pen.rectangle(frame, outline=GREEN, width=4 * zoom)
    code = _qr(text, 230 * zoom)
    card.paste(code, ((card.width - code.width) // 2, (frame[1] + frame[3] - code.height) // 2))
    pen.rectangle((60 * zoom, 490 * zoom, 290 * zoom, 498 * zoom), fill=(200, 200, 200))
    pen.rectangle((90 * zoom, 510 * zoom, 260 * zoom, 518 * zoom), fill=(200, 200, 200))
    return card


def png(text: str, *, zoom: int = 2) -> bytes:
    """The card as a PNG file."""
    file = io.BytesIO()
    draw(text, zoom=zoom).save(file, "PNG")
    return file.getvalue()


def _qr(text: str, side: int) -> Image.Image:
    """The QR with whole-pixel modules and a quiet zone, at most `side` px."""
    code = segno.make(text, error="m", micro=False)
    file = io.BytesIO()
    code.save(file, kind="png", scale=max(1, side // code.symbol_size(border=4)[0]), border=4)
    return Image.open(file).convert("RGB")

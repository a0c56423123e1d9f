"""The picture of a captcha."""

from __future__ import annotations

import base64
import io

HEIGHT, WIDTH_PER_CHARACTER = 60, 40  # px


def draw(text: str) -> str:
    """The text as a noisy WebP picture in a data URL (about 2 KB)."""
    from captcha.image import ImageCaptcha  # heavy: 200 ms, only this call needs it

    picture = ImageCaptcha(width=WIDTH_PER_CHARACTER * len(text), height=HEIGHT).generate_image(text)
    out = io.BytesIO()
    picture.save(out, format="WEBP", quality=60)
    return "data:image/webp;base64," + base64.b64encode(out.getvalue()).decode()

"""Picture codes before every SMS: they put a price on flooding a number; the limits behind them do the rest."""

from __future__ import annotations

import base64
import io
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from chalicelib.identity.errors import CaptchaWrong
from chalicelib.identity.inbox_store import Inbox
from chalicelib.shared.clock import Clock
from chalicelib.shared.crypto import Keys, constant_time_equal
from chalicelib.shared.ids import random_id
from chalicelib.shared.names import half_width

ALPHABET = "34679ACDEFGHJKMNPQRTWXY"  # without look-alikes: 0/O, 1/I/L, 2/Z, 5/S, 8/B, U/V
SHORT, LONG = 4, 6  # characters; the long one for networks with many requests
LIFETIME = timedelta(minutes=3)
HEIGHT, WIDTH_PER_CHARACTER = 60, 40  # px


@dataclass(frozen=True, kw_only=True)
class Captcha:
    """A picture code.  image: a data URL."""

    captcha_id: str
    image: str = field(repr=False)
    expires_at: datetime


class Captchas:
    """Issues and checks captchas.  Only a keyed digest of the answer is stored, for 3 minutes and one check."""

    def __init__(self, store: Inbox, keys: Keys, clock: Clock) -> None:
        self._store, self._keys, self._clock = store, keys, clock

    def issue(self, *, hard: bool) -> Captcha:
        """A new picture, of 4 or (hard) 6 characters."""
        length = LONG if hard else SHORT
        answer = "".join(secrets.choice(ALPHABET) for _ in range(length))
        captcha_id, until = random_id(), self._clock() + LIFETIME
        body = f"{length}#{answer_digest(self._keys, captcha_id, answer)}"
        self._store.put(_pk(captcha_id), until=until, body=body)
        return Captcha(captcha_id=captcha_id, image=draw(answer), expires_at=until)

    def check(self, captcha_id: str, answer: str) -> int:
        """The length of the captcha, if the answer is right, else raises CaptchaWrong; used up either way."""
        entry = self._store.take(_pk(captcha_id), now=self._clock())
        if entry is None:
            raise CaptchaWrong(field="captcha")
        length, _, digest = entry.body.partition("#")
        if not constant_time_equal(digest, answer_digest(self._keys, captcha_id, answer)):
            raise CaptchaWrong(field="captcha")
        return int(length)


def answer_digest(keys: Keys, captcha_id: str, answer: str) -> str:
    """Keyed digest of an answer, ignoring case and spaces."""
    return keys.digest("captcha", f"{captcha_id}\x00{half_width(answer).replace(' ', '').upper()}")


def draw(text: str) -> str:
    """The text as a noisy WebP picture in a data URL (about 2 KB)."""
    from captcha.image import ImageCaptcha  # heavy: 200 ms, only this call needs it

    picture = ImageCaptcha(width=WIDTH_PER_CHARACTER * len(text), height=HEIGHT).generate_image(text)
    out = io.BytesIO()
    picture.save(out, format="WEBP", quality=60)
    return "data:image/webp;base64," + base64.b64encode(out.getvalue()).decode()


def _pk(captcha_id: str) -> str:
    return f"CAPTCHA#{captcha_id}"

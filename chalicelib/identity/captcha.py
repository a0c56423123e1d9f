"""Picture codes before every SMS: they put a price on flooding a number; the limits behind them do the rest."""

from __future__ import annotations

import base64
import io
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

from chalicelib.identity.errors import CaptchaWrong
from chalicelib.identity.inbox_store import Inbox
from chalicelib.shared.clock import Clock
from chalicelib.shared.crypto import Keys, constant_time_equal
from chalicelib.shared.ids import random_id
from chalicelib.shared.names import half_width

ALPHABET = "34679ACDEFGHJKMNPQRTWXY"  # without look-alikes: 0/O, 1/I/L, 2/Z, 5/S, 8/B, U/V
SHORT, LONG = 4, 6  # characters; the long one for networks with many requests
LIFETIME = timedelta(minutes=3)
ABOUT = "captcha"
TO_ADDRESS, FROM_ADDRESS = str.maketrans("+/", "-_"), str.maketrans("-_", "+/")
HEIGHT, WIDTH_PER_CHARACTER = 60, 40  # px


@dataclass(frozen=True, kw_only=True)
class Captcha:
    """A picture code.  captcha_id: the answer, sealed; image: a data URL."""

    captcha_id: str
    image: str = field(repr=False)
    expires_at: datetime


class _Asked(NamedTuple):
    """What is sealed in an id.  serial: of the mark that it was used."""

    serial: str
    until: datetime
    answer: str


class Captchas:
    """Issues and checks captchas.  Nothing is stored of one until it is checked, which it may be once, within 3
    minutes."""

    def __init__(self, store: Inbox, keys: Keys, clock: Clock) -> None:
        self._store, self._keys, self._clock = store, keys, clock

    def issue(self, *, hard: bool) -> Captcha:
        """A new picture, of 4 or (hard) 6 characters."""
        length = LONG if hard else SHORT
        answer = "".join(secrets.choice(ALPHABET) for _ in range(length))
        until = self._clock() + LIFETIME
        return Captcha(captcha_id=sealed(self._keys, answer, until), image=draw(answer), expires_at=until)

    def check(self, captcha_id: str, answer: str) -> int:
        """The length of the captcha, if the answer is right, else raises CaptchaWrong; used up either way."""
        asked, now = _opened(self._keys, captcha_id), self._clock()
        if asked is None or now >= asked.until or not self._first(asked, now):
            raise CaptchaWrong(field="captcha")
        if not constant_time_equal(asked.answer, half_width(answer).replace(" ", "").upper()):
            raise CaptchaWrong(field="captcha")
        return len(asked.answer)

    def _first(self, asked: _Asked, now: datetime) -> bool:
        """Whether this check is the first; the mark outlives the captcha."""
        return self._store.seize(f"CAPTCHA#{asked.serial}", now=now, until=asked.until + LIFETIME, body="")


def sealed(keys: Keys, answer: str, until: datetime) -> str:
    """The id of a captcha with this answer, of letters that need no quoting in an address."""
    return keys.seal(f"{random_id()}#{until.isoformat()}#{answer}", about=ABOUT).translate(TO_ADDRESS).rstrip("=")


def _opened(keys: Keys, captcha_id: str) -> _Asked | None:
    """None for what was never issued."""
    try:
        padded = captcha_id.translate(FROM_ADDRESS) + "=" * (-len(captcha_id) % 4)
        serial, until, answer = keys.unseal(padded, about=ABOUT).split("#")
    except ValueError:
        return None
    return _Asked(serial, datetime.fromisoformat(until), answer)


def draw(text: str) -> str:
    """The text as a noisy WebP picture in a data URL (about 2 KB)."""
    from captcha.image import ImageCaptcha  # heavy: 200 ms, only this call needs it

    picture = ImageCaptcha(width=WIDTH_PER_CHARACTER * len(text), height=HEIGHT).generate_image(text)
    out = io.BytesIO()
    picture.save(out, format="WEBP", quality=60)
    return "data:image/webp;base64," + base64.b64encode(out.getvalue()).decode()

"""A picture to read, and work to do: the captcha that needs nobody outside."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import NamedTuple

from chalicelib.identity.captcha import drawing
from chalicelib.identity.captcha.model import Captcha, CaptchaAnswer
from chalicelib.identity.captcha.work import BITS, is_done
from chalicelib.identity.errors import CaptchaWrong, PageOutdated
from chalicelib.identity.inbox_store import Inbox
from chalicelib.shared.clock import Clock
from chalicelib.shared.crypto import Keys, constant_time_equal
from chalicelib.shared.ids import random_id
from chalicelib.shared.names import half_width

LIFETIMES = tuple(timedelta(minutes=count) for count in (3, 5, 5))  # by level: an old phone works long at the hardest
KEPT = timedelta(minutes=1)  # that the mark of a used one outlives it
ABOUT = "captcha"
TO_ADDRESS, FROM_ADDRESS = str.maketrans("+/", "-_"), str.maketrans("-_", "+/")


class _Asked(NamedTuple):
    """What is sealed in an id.  serial: of the mark that it was used."""

    serial: str
    until: datetime
    level: int
    answer: str


class PictureCaptchas:
    """Captchas as a picture.  Nothing is stored of one until it is checked, which it may be once, in time."""

    def __init__(self, store: Inbox, keys: Keys, clock: Clock) -> None:
        self._store, self._keys, self._clock = store, keys, clock

    def issue(self, *, level: int, picture: bool = False) -> Captcha:
        """A new picture, of the signs and the work of this level."""
        answer = "".join(secrets.choice(drawing.ALPHABET) for _ in range(drawing.SIGNS[level]))
        until = self._clock() + LIFETIMES[level]
        captcha_id = sealed(self._keys, answer, until, level)
        return Captcha(
            kind="picture", captcha_id=captcha_id, image=drawing.draw(answer), bits=BITS[level], expires_at=until
        )

    def check(self, answer: CaptchaAnswer, *, ip: str) -> int:
        """Accept the answer, once: whoever did the work has one try.  Returns the level it was issued at.  Raises
        CaptchaWrong, PageOutdated."""
        if not answer.work:  # a page from before there was any
            raise PageOutdated
        asked, now = _opened(self._keys, answer.captcha_id), self._clock()
        if asked is None or now >= asked.until or not is_done(answer.captcha_id, answer.work, BITS[asked.level]):
            raise CaptchaWrong(field="captcha")
        if not self._first(asked, now):
            raise CaptchaWrong(field="captcha")
        if not constant_time_equal(asked.answer, half_width(answer.captcha).replace(" ", "").upper()):
            raise CaptchaWrong(field="captcha")
        return asked.level

    def _first(self, asked: _Asked, now: datetime) -> bool:
        """Whether this check is the first; the mark outlives the captcha."""
        return self._store.seize(f"CAPTCHA#{asked.serial}", now=now, until=asked.until + KEPT, body="")


def sealed(keys: Keys, answer: str, until: datetime, level: int) -> str:
    """The id of a picture with this answer, of letters that need no quoting in an address."""
    text = f"{random_id()}#{until.isoformat()}#{level}#{answer}"
    return keys.seal(text, about=ABOUT).translate(TO_ADDRESS).rstrip("=")


def _opened(keys: Keys, captcha_id: str) -> _Asked | None:
    """None for what was never issued."""
    letters = captcha_id.rpartition(".")[2]  # before them: which key sealed it
    try:
        padded = captcha_id.translate(FROM_ADDRESS) + "=" * (-len(letters) % 4)
        serial, until, level, answer = keys.unseal(padded, about=ABOUT).split("#")
    except ValueError:
        return None
    return _Asked(serial, datetime.fromisoformat(until), int(level), answer)

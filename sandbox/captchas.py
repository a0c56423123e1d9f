"""The texts of the product's captchas: a person reads the picture, but a program asks the control page.

The product only stores digests, so this module listens in while it draws the pictures.
"""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING
from unittest import mock

if TYPE_CHECKING:
    from chalicelib.identity.captcha import Captcha
    from chalicelib.identity.captcha.picture import PictureCaptchas

NEWEST = 1000  # captchas that are remembered


class CaptchaReader:
    """Knows the texts of the captchas that were drawn in this process between `start` and `stop`."""

    def __init__(self) -> None:
        self._texts: dict[str, str] = {}  # by picture until the captcha is issued, then by its id
        self._listening = ExitStack()

    def read(self, captcha_id: str) -> str:
        """The text of a captcha.  Raises KeyError if it was issued by another process, or long ago."""
        return self._texts[captcha_id]

    def newest(self) -> str | None:
        """Return the text of the captcha that was issued last; None before the first."""
        return next(reversed(self._texts.values()), None)

    def start(self) -> None:
        from chalicelib.identity.captcha import drawing
        from chalicelib.identity.captcha.picture import PictureCaptchas as Pictures

        real_draw, real_issue = drawing.draw, Pictures.issue

        def draw(text: str) -> str:
            picture = real_draw(text)
            self._note(picture, text)
            return picture

        def issue(captchas: PictureCaptchas, *, level: int, picture: bool = False) -> Captcha:
            issued = real_issue(captchas, level=level, picture=picture)
            self._note(issued.captcha_id, self._texts.pop(issued.image))
            return issued

        self._listening.enter_context(mock.patch.object(drawing, "draw", draw))
        self._listening.enter_context(mock.patch.object(Pictures, "issue", issue))

    def stop(self) -> None:
        self._listening.close()

    def _note(self, name: str, text: str) -> None:
        self._texts[name] = text
        for oldest in list(self._texts)[:-NEWEST]:
            self._texts.pop(oldest, None)

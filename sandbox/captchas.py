"""What the product's captchas say: a person reads the picture, and a program asks the control page.

The product keeps digests only, so this process listens while it draws.
"""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING
from unittest import mock

if TYPE_CHECKING:
    from chalicelib.identity.captcha import Captcha, Captchas

NEWEST = 1000  # are remembered


class Reader:
    """Listens from `start` to `stop`."""

    def __init__(self) -> None:
        self._texts: dict[str, str] = {}  # by picture while it is made, then by the captcha's id
        self._listening = ExitStack()

    def read(self, captcha_id: str) -> str:
        """Raises KeyError for one that was not issued here, or long ago."""
        return self._texts[captcha_id]

    def start(self) -> None:
        from chalicelib.identity import captcha

        real_draw, real_issue = captcha.draw, captcha.Captchas.issue

        def draw(text: str) -> str:
            picture = real_draw(text)
            self._note(picture, text)
            return picture

        def issue(captchas: Captchas, *, hard: bool) -> Captcha:
            made = real_issue(captchas, hard=hard)
            self._note(made.captcha_id, self._texts.pop(made.image))
            return made

        self._listening.enter_context(mock.patch.object(captcha, "draw", draw))
        self._listening.enter_context(mock.patch.object(captcha.Captchas, "issue", issue))

    def stop(self) -> None:
        self._listening.close()

    def _note(self, name: str, text: str) -> None:
        self._texts[name] = text
        for oldest in list(self._texts)[:-NEWEST]:
            self._texts.pop(oldest, None)

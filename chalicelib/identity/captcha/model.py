"""A captcha and its answer, of either kind."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, NamedTuple, Protocol

Kind = Literal["picture", "tencent"]


@dataclass(frozen=True, kw_only=True)
class Captcha:
    """Of a picture, captcha_id: its answer, sealed; image: a data URL; bits: how much work goes with it.  Of Tencent's,
    app_id alone: its script does the rest."""

    kind: Kind
    captcha_id: str = ""
    image: str = field(default="", repr=False)
    bits: int = 0
    app_id: str = ""
    expires_at: datetime


class CaptchaAnswer(NamedTuple):
    """Of a picture: its id, what was read, and a decimal number n: the SHA-256 of "<captcha_id>.<n>" begins with so
    many zero bits as the picture said.  Of Tencent's: randstr, ticket, and nothing."""

    captcha_id: str
    captcha: str
    work: str


class Captchas(Protocol):
    """Issues captchas and checks answers.  level: 0 to 2, how much the network has to do."""

    def issue(self, *, level: int, picture: bool = False) -> Captcha:
        """A new captcha.  picture: not the outside service's, which did not come up."""
        ...

    def check(self, answer: CaptchaAnswer, *, ip: str) -> int:
        """Accept the answer, once; up to which level it serves, less than 0 for none.  ip: of whoever gave it.

        Raises CaptchaWrong, CaptchaAway (the outside service says nothing), PageOutdated.
        """
        ...

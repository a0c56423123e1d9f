"""Routes of the `login` step: the captcha before every SMS."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from chalicelib.api.endpoint import endpoint, routes
from chalicelib.identity.captcha import Captcha, CaptchaAnswer
from chalicelib.identity.model import Role, Who
from chalicelib.wire import wire

CaptchaId = Annotated[str, Meta(pattern="^[0-9A-Za-z_.@*-]{3,200}$")]  # a picture's, or Tencent's randstr
Solution = Annotated[str, Meta(min_length=1, max_length=2000)]  # what was read, or Tencent's ticket
Work = Annotated[str, Meta(max_length=12)]


class CaptchaQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """without: the outside service that does not come up at the visitor's."""

    without: Literal["tencent"] | None = None


class Solved(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A captcha and its solution.  Of a picture, captcha: what was read; work: the number found.  Of Tencent's,
    captcha_id: randstr; captcha: ticket."""

    captcha_id: CaptchaId
    captcha: Solution
    work: Work = ""

    @property
    def answer(self) -> CaptchaAnswer:
        return CaptchaAnswer(self.captcha_id, self.captcha, self.work)


@routes.route("/api/captcha", methods=["GET"], name="login")
@endpoint(role=Role.ANYONE, query=CaptchaQuery, answer=Captcha)
def issue_captcha(who: Who, query: CaptchaQuery) -> Captcha:
    """Get what a person does before the next SMS.  A picture comes with work to do, more for a network that asks a
    lot; the check of an outside service comes with the number of its account."""
    return wire().student.login.captcha(who.ip, picture=query.without is not None)

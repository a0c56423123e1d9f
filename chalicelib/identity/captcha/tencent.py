"""Tencent Captcha: its script looks at whoever is there, and gives a ticket that Tencent Cloud knows.

https://cloud.tencent.com/document/product/1110/36926 (DescribeCaptchaResult)
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from chalicelib.identity.captcha.drawing import SIGNS
from chalicelib.identity.captcha.model import Captcha, CaptchaAnswer, Captchas
from chalicelib.identity.errors import CaptchaAway, CaptchaWrong, PageOutdated
from chalicelib.identity.inbox_store import Inbox
from chalicelib.identity.tencent.cloud import UNREACHABLE, CloudRefused, TencentCloud
from chalicelib.shared.clock import Clock
from chalicelib.shared.crypto import Keys
from chalicelib.shared.log import alarm
from chalicelib.shared.metrics import measured

KIND = 9  # the only one of CaptchaType
LIFETIME = timedelta(minutes=5)  # of a ticket
PASSED, MALICIOUS = 1, 100  # CaptchaCode; EvilLevel
# CaptchaCode of a ticket that is none: another randstr, too old, used, made up, at risk.  Others are ours to mend: 16
# and 100 name the app's id or secret, though a ticket of somebody else's app has them too.
WRONG = {7, 8, 9, 15, 21}
MADE_UP = ("trerror_", "terror_")  # the script could not ask its server, and would let anybody pass
HARDEST = len(SIGNS) - 1
SHORT = 16  # characters: what is read in a picture; a ticket is ten times as long


class TencentCaptchas:
    """Captchas of an app of Tencent's, and a harder picture where its script does not come up.

    newer: asked when the account's keys are refused, for newer ones; None: there are none.
    """

    def __init__(
        self,
        *,
        cloud: TencentCloud,
        app_id: str,
        app_secret: str,
        pictures: Captchas,
        store: Inbox,
        keys: Keys,
        clock: Clock,
        newer: Callable[[], TencentCloud | None] = lambda: None,
    ) -> None:
        self._cloud, self._app_id, self._app_secret, self._newer = cloud, app_id, app_secret, newer
        self._pictures, self._store, self._keys, self._clock = pictures, store, keys, clock

    def issue(self, *, level: int, picture: bool = False) -> Captcha:
        """Tencent's, which looks at the network by itself; or a picture of the next level."""
        if picture:
            return self._pictures.issue(level=_harder(level))
        return Captcha(kind="tencent", app_id=self._app_id, expires_at=self._clock() + LIFETIME)

    def check(self, answer: CaptchaAnswer, *, ip: str) -> int:
        """Accept the answer, once; Tencent's serves every level.  Raises CaptchaWrong, CaptchaAway, PageOutdated."""
        if answer.work:
            return _served(self._pictures.check(answer, ip=ip))
        if answer.captcha.startswith(MADE_UP):
            raise CaptchaAway(field="captcha")
        if len(answer.captcha) <= SHORT:
            raise PageOutdated
        if not self._first(answer.captcha):
            raise CaptchaWrong(field="captcha")
        self._judge(self._ask(answer, ip))
        return HARDEST

    def _first(self, ticket: str) -> bool:
        """Whether this check is the first of the ticket; the mark outlives it."""
        now = self._clock()
        return self._store.seize(
            f"CAPTCHA#{self._keys.digest('captcha', ticket)}", now=now, until=now + 2 * LIFETIME, body=""
        )

    def _ask(self, answer: CaptchaAnswer, ip: str) -> dict[str, object]:
        """What Tencent says of the ticket.  Raises CaptchaAway."""
        asked = {
            "CaptchaType": KIND,
            "Ticket": answer.captcha,
            "UserIp": ip,
            "Randstr": answer.captcha_id,
            "CaptchaAppId": int(self._app_id),
            "AppSecretKey": self._app_secret,
        }
        try:
            try:
                return self._cloud.call("DescribeCaptchaResult", asked)
            except CloudRefused as refused:  # the ticket is good still
                if not refused.is_of_credentials or (newer := self._newer()) is None:
                    raise
                return newer.call("DescribeCaptchaResult", asked)
        except CloudRefused as refused:
            raise _away(refused.code, ours=refused.code.partition(".")[0] not in UNREACHABLE) from None

    def _judge(self, said: dict[str, object]) -> None:
        code = said.get("CaptchaCode")
        if code == PASSED and said.get("EvilLevel") != MALICIOUS:
            return
        if code == PASSED or code in WRONG:
            raise CaptchaWrong(field="captcha")
        raise _away(f"CaptchaCode {code}", ours=True)


def _harder(level: int) -> int:
    return min(level + 1, HARDEST)


def _served(level: int) -> int:
    """What a picture serves that was issued so hard: none where it is the easiest, which is of before there was an
    app."""
    return HARDEST if level == HARDEST else level - 1


def _away(reason: str, *, ours: bool) -> CaptchaAway:
    """ours: the account's keys, the app or its secret."""
    measured("captcha_away", {}, reason=reason)
    if ours:
        alarm("captcha_failed", reason=reason)
    return CaptchaAway(field="captcha")

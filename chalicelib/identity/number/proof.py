"""The ways to prove to be the account's owner, asked for before its number changes and before other grave acts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from chalicelib.identity.accounts import Accounts
from chalicelib.identity.captcha import CaptchaAnswer
from chalicelib.identity.errors import TailTooNew, WeChatElsewhere
from chalicelib.identity.model import TAIL_SETTLED, Who
from chalicelib.identity.number.errors import NumberUnreadable
from chalicelib.identity.number.proven import Proven, require_proven
from chalicelib.identity.sms_codes import Sent, SmsCodes
from chalicelib.identity.wechat import WeChat


@dataclass(frozen=True, kw_only=True)
class PhoneProof(Proven):
    """Every way raises ProveFirst in an unproven session."""

    accounts: Accounts
    codes: SmsCodes
    wechat: WeChat

    def send(self, who: Who, *, answer: CaptchaAnswer) -> Sent:
        """Send a code to the account's present number.  Raises NumberUnreadable, and as SmsCodes.send."""
        return self.codes.send(_purpose(who), self._present(who), answer=answer, ip=who.ip)

    def by_code(self, who: Who, code: str, asker: str) -> datetime:
        """A code that was sent to the present number; when the proof ends.  Raises as SmsCodes.check."""
        self.codes.check(_purpose(who), self._present(who), code, asker)
        return self.note(who)

    def by_wechat(self, who: Who, code: str) -> datetime:
        """code: of wx.login, of a WeChat that leads to the account; when the proof ends.  A refused one counts like a
        visitor's.  Raises WeChatElsewhere, and as WeChat.login."""
        person = self.accounts.person(require_proven(who))
        openid, _ = self.wechat.login(code, who.ip)
        if f"{self.wechat.appid}#{openid}" not in person.logins:
            raise WeChatElsewhere(field="wechat_code")
        return self.note(who)

    def by_tail(self, who: Who, tail: str) -> datetime:
        """The last four characters of the ID, for whoever lost the number; when the proof ends.

        Raises Invalid, ProofUnavailable, TailTooNew, IdTailWrong, IdTailTooOften.
        """
        person = self.accounts.person(require_proven(who))
        if person.id_tail_at is not None and self.clock() - person.id_tail_at < TAIL_SETTLED:
            raise TailTooNew(field="id_tail")
        self.accounts.require_tail(person, tail)
        return self.note(who)

    def _present(self, who: Who) -> str:
        """The account's number.  Raises NumberUnreadable."""
        phone = self.accounts.person(require_proven(who)).phone
        if not phone:
            raise NumberUnreadable
        return phone


def _purpose(who: Who) -> str:
    return f"own#{who.person_id}"

"""The proof that is asked for before an account's number may change: a session alone may be a copy of the owner's.

PROVED#<session> in the inbox: how it was shown, for ten minutes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from chalicelib.identity.accounts import Accounts
from chalicelib.identity.captcha import CaptchaAnswer
from chalicelib.identity.errors import ProveFirst, ProveForPhone, TailTooNew, WeChatElsewhere
from chalicelib.identity.inbox_store import Inbox
from chalicelib.identity.model import TAIL_SETTLED, Who
from chalicelib.identity.number.errors import NumberUnreadable
from chalicelib.identity.sms_codes import Sent, SmsCodes
from chalicelib.identity.wechat import WeChat
from chalicelib.shared.clock import Clock

LASTS = timedelta(minutes=10)  # for one visit of the page: two SMS and what is typed between them


@dataclass(frozen=True, kw_only=True)
class PhoneProof:
    """Every way raises ProveFirst in an unproven session."""

    inbox: Inbox
    accounts: Accounts
    codes: SmsCodes
    wechat: WeChat
    clock: Clock

    def send(self, who: Who, *, answer: CaptchaAnswer) -> Sent:
        """Send a code to the account's present number.  Raises NumberUnreadable, and as SmsCodes.send."""
        return self.codes.send(_purpose(who), self._present(who), answer=answer, ip=who.ip)

    def by_code(self, who: Who, code: str, asker: str) -> datetime:
        """A code that was sent to the present number; when the proof ends.  Raises as SmsCodes.check."""
        self.codes.check(_purpose(who), self._present(who), code, asker)
        return self._note(who)

    def by_wechat(self, who: Who, code: str) -> datetime:
        """code: of wx.login, of a WeChat that leads to the account; when the proof ends.  A refused one counts like a
        visitor's.  Raises WeChatElsewhere, and as WeChat.login."""
        person = self.accounts.person(_proven(who))
        openid, _ = self.wechat.login(code, who.ip)
        if f"{self.wechat.appid}#{openid}" not in person.logins:
            raise WeChatElsewhere(field="wechat_code")
        return self._note(who)

    def by_tail(self, who: Who, tail: str) -> datetime:
        """The last four characters of the ID, for whoever lost the number; when the proof ends.

        Raises Invalid, ProofUnavailable, TailTooNew, IdTailWrong, IdTailTooOften.
        """
        person = self.accounts.person(_proven(who))
        if person.id_tail_at is not None and self.clock() - person.id_tail_at < TAIL_SETTLED:
            raise TailTooNew(field="id_tail")
        self.accounts.require_tail(person, tail)
        return self._note(who)

    def require(self, who: Who) -> None:
        """Raise ProveFirst, or ProveForPhone if this session has no proof."""
        _proven(who)
        if self.inbox.get(_pk(who), now=self.clock()) is None:
            raise ProveForPhone

    def forget(self, who: Who) -> None:
        """The proof is used up."""
        self.inbox.drop(_pk(who))

    def _present(self, who: Who) -> str:
        """The account's number.  Raises NumberUnreadable."""
        phone = self.accounts.person(_proven(who)).phone
        if not phone:
            raise NumberUnreadable
        return phone

    def _note(self, who: Who) -> datetime:
        until = self.clock() + LASTS
        self.inbox.put(_pk(who), until=until, body="")
        return until


def _proven(who: Who) -> str:
    if not who.proven:
        raise ProveFirst
    return who.person_id


def _purpose(who: Who) -> str:
    return f"own#{who.person_id}"


def _pk(who: Who) -> str:
    return f"PROVED#{who.session}"

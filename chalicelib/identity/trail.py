"""The trail of what happened to accounts: a line of the step's log for each login and each change, kept as long as it.

The law wants it kept for six months (网络日志), and without it nobody could say afterwards who took an account over.
It costs no request.  A line names the account by a digest and holds the network sealed, to be opened for an incident
(`tools.trail`); nothing else of it is about a person.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from chalicelib.shared.crypto import Keys, sha256_hex
from chalicelib.shared.log import log

TRAIL = "account"  # what the lines are found by


class Act(StrEnum):
    LOGIN_SMS = "login_sms"
    LOGIN_WECHAT = "login_wechat"
    PROVED = "proved"
    TAIL_TOLD = "tail_told"  # the end of the ID, which proves the owner later
    PROVED_BY_CODE = "proved_by_code"
    LOGOUT = "logout"
    SESSION_ENDED = "session_ended"  # one in the list, or
    OTHERS_ENDED = "others_ended"  # all but the one that asks
    PHONE_CHANGED = "phone_changed"
    PHONE_CHANGED_BY_STAFF = "phone_changed_by_staff"
    PHONE_KEPT_BY_STAFF = "phone_kept_by_staff"  # it was in doubt, and is still hers
    EXPORTED = "exported"
    DELETED = "deleted"
    CLOSED = "closed"


def account_of(person_id: str) -> str:
    """The person in a line: 32 hex characters.  Ids are random, so nobody finds one by trying."""
    return sha256_hex(f"trail {person_id}".encode())[:32]


class Trail:
    """Writes the trail.  keys: read when the first line is written."""

    def __init__(self, keys: Callable[[], Keys]) -> None:
        self._keys = keys

    def tell(self, act: Act, person_id: str, *, client: str, ip: str, proven: bool = True) -> None:
        """A line: who, what, from which client and network; the log adds the time and the ref.

        ip: "" where it is told elsewhere, or where the step shall not need the key that seals it; proven: whether the
        visitor was surely that person.
        """
        account = account_of(person_id)
        network = self._keys().seal(ip, about=_about(account)) if ip else ""
        log(TRAIL, event=act.value, account=account, client=client, proven=proven, network=network)


def network_of(keys: Keys, account: str, sealed: str) -> str:
    """The network in a line; "" if it was not known.  Raises ValueError if it is another account's or was changed."""
    return keys.unseal(sealed, about=_about(account)) if sealed else ""


def _about(account: str) -> str:
    return f"trail {account}"

"""Staff in the people table.

STAFF#<staff id>        ACCOUNT            the account
STAFF#<staff id>        SESSION#<digest>   one of its sessions
STAFFNAME#<user name>   STAFF              → staff id; a name belongs to one account
STAFFOF#<branch>        <staff id>         an account of the branch
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import msgspec
from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from chalicelib.shared.db import BaseMeta, Check, Delete, Put, TwoKeys, Write, as_json, save_if, transact
from chalicelib.staff.model import Account, Session, fold_name

ACCOUNT, SESSION = "ACCOUNT", "SESSION#"


class StaffItem(TwoKeys):
    """One item; `body` is the JSON of its dataclass."""

    class Meta(BaseMeta):
        pass

    rev = NumberAttribute(null=True)
    body = UnicodeAttribute(null=True)
    staff_id = UnicodeAttribute(null=True)


# Made at import: msgspec crashes when two threads meet a type for the first time at once.
_ACCOUNT, _SESSION = msgspec.json.Decoder(Account), msgspec.json.Decoder(Session)


class StaffStore:
    """Every write of an account is conditional: Conflict means reload and decide again."""

    def __init__(self, table: str) -> None:
        StaffItem.Meta.table_name = table

    def get(self, staff_id: str) -> Account | None:
        """The account, or None.  Strongly consistent."""
        return self.load(staff_id)[0]

    def load(self, staff_id: str) -> tuple[Account | None, list[Session]]:
        """(the account or None, its sessions), in one strongly consistent read."""
        account, sessions = None, []
        for item in StaffItem.query(f"STAFF#{staff_id}", consistent_read=True):
            if item.sk == ACCOUNT:
                account = _ACCOUNT.decode(str(item.body))
            elif item.sk.startswith(SESSION):
                sessions.append(_SESSION.decode(str(item.body)))
        return account, sessions

    def by_username(self, username: str) -> Account | None:
        """The account of a user name in any spelling, or None."""
        item = StaffItem.find(f"STAFFNAME#{fold_name(username)}", "STAFF")
        return self.get(str(item.staff_id) if item else "nobody")  # an unknown name takes as long as a known one

    def of_branch(self, branch: str) -> list[Account]:
        """Every account of a branch, disabled ones included."""
        ids = [item.sk for item in StaffItem.query(f"STAFFOF#{branch}", consistent_read=True)]
        accounts = (self.get(staff_id) for staff_id in ids)
        return [account for account in accounts if account is not None]

    def create(self, account: Account, also: Iterable[Write] = ()) -> None:
        """Store a new account.  Raises Duplicate if the user name is taken."""
        name = StaffItem(f"STAFFNAME#{fold_name(account.username)}", "STAFF", staff_id=account.staff_id)
        listing = StaffItem(f"STAFFOF#{account.branch}", account.staff_id)
        writes = [Put(item=item, new=True) for item in (_item(account), name, listing)]
        transact([*writes, *also])

    def save(self, account: Account, also: Iterable[Write] = ()) -> Account:
        """Write a changed account; returns the new revision.  Raises Conflict if another write came first."""
        following = replace(account, rev=account.rev + 1)
        transact([Put(item=_item(following), condition=StaffItem.rev == account.rev), *also])
        return following

    def remove(self, account: Account, also: Iterable[Write] = ()) -> None:
        """Delete an account that was never invited, and free its name.  Raises Conflict if another write came first."""
        name = StaffItem(f"STAFFNAME#{fold_name(account.username)}", "STAFF")
        listing = StaffItem(f"STAFFOF#{account.branch}", account.staff_id)
        first = Delete(item=_item(account), condition=StaffItem.rev == account.rev)
        transact([first, Delete(item=name), Delete(item=listing), *also])

    def unchanged(self, account: Account) -> Write:
        """A condition for a transaction: the account is still as it was read."""
        return Check(
            model=StaffItem, pk=f"STAFF#{account.staff_id}", sk=ACCOUNT, condition=StaffItem.rev == account.rev
        )

    # -- sessions --------------------------------------------------------------------------------------------------

    def begin(self, staff_id: str, session: Session) -> Write:
        """The write that starts a session."""
        return Put(item=_session_item(staff_id, session), new=True)

    def prolong(self, staff_id: str, session: Session) -> bool:
        """Write a session anew; False if it has ended meanwhile."""
        return save_if(_session_item(staff_id, session), StaffItem.pk.exists())

    def ending(self, staff_id: str, sessions: Iterable[Session]) -> list[Write]:
        """The writes that end sessions.  Conflict if one has ended already, so that each ends once."""
        items = [StaffItem(f"STAFF#{staff_id}", f"{SESSION}{session.session_id}") for session in sessions]
        return [Delete(item=item, condition=StaffItem.pk.exists()) for item in items]


def _item(account: Account) -> StaffItem:
    body = as_json(account)
    return StaffItem(f"STAFF#{account.staff_id}", ACCOUNT, rev=account.rev, body=body)


def _session_item(staff_id: str, session: Session) -> StaffItem:
    return StaffItem(f"STAFF#{staff_id}", f"{SESSION}{session.session_id}", body=as_json(session))

"""Taking an account back with the number that it left, for 72 hours."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from chalicelib.identity.accounts import Accounts
from chalicelib.identity.errors import AccountInUse, NothingToRestore, ProveFirst
from chalicelib.identity.model import LeftNumber, Person, Who
from chalicelib.identity.number.moved_store import MovedStore
from chalicelib.identity.retry import retry
from chalicelib.identity.service import Login
from chalicelib.identity.session_items import Ending
from chalicelib.identity.sessions import Sessions
from chalicelib.identity.store import People
from chalicelib.identity.trail import Act
from chalicelib.identity.view import SessionView
from chalicelib.shared.clock import Clock
from chalicelib.shared.db import Write


@dataclass(frozen=True, kw_only=True)
class PhoneUndo:
    """Whoever logs in with the number that was left has an account of its own by then, mostly an empty one: its session
    shows who has the number, since a number leads to one account only."""

    people: People
    sessions: Sessions
    accounts: Accounts
    moved: MovedStore
    login: Login
    ending: Callable[[str], list[Write] | None]
    clock: Clock

    def undo(self, who: Who) -> SessionView:
        """Give the account that left the caller's number that number back, in place of the caller's own account.  Every
        session of both ends, WeChat logins bound since lead nowhere, and one session begins.

        Raises ProveFirst, NothingToRestore, AccountInUse, AccountChanged.
        """
        if not who.proven:
            raise ProveFirst
        # Also before, for a process that dies in between: nobody repeats what is done.
        place = self.login.place(who)
        self.sessions.end_all(self._undoable(who.person_id)[0].person_id, why=Ending.CHANGED)
        person = retry(lambda: self._restore(who.person_id))
        self.sessions.end_all(person.person_id, why=Ending.CHANGED)
        self.sessions.end_all(who.person_id, why=Ending.CHANGED)
        return self.login.open_again(person, who, place, Act.PHONE_RESTORED)

    def _restore(self, person_id: str) -> Person:
        person, mine, left, ending = self._undoable(person_id)
        now = self.clock()
        return self.people.restore(person, mine, left, now, [*ending, *self.moved.new(person.phone, now)])

    def _undoable(self, person_id: str) -> tuple[Person, Person, LeftNumber, list[Write]]:
        """The account that comes back, the caller's, what its number may do, and writes that keep orders off it."""
        mine = self.accounts.person(person_id)
        _, left = self.people.number(mine.phone)
        person = self.people.get(left.person_id) if left else None
        if left is None or person is None or self.clock() >= left.until or person.ended or person == mine:
            raise NothingToRestore
        ending = self.ending(person_id)
        if mine.has_profile or ending is None:
            raise AccountInUse
        return person, mine, left, ending

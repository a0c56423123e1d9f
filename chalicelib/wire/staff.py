"""Who works at the branches: accounts, logins, sessions, and the trail of what each did."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from chalicelib.identity.sms_codes import SmsCodes
    from chalicelib.shared.clock import Clock
    from chalicelib.staff.accounts import StaffAccounts
    from chalicelib.staff.audit import Audit
    from chalicelib.staff.grants import Grants
    from chalicelib.staff.invitations import Invitations
    from chalicelib.staff.login import StaffLogin
    from chalicelib.staff.passwords import StaffPasswords
    from chalicelib.staff.sessions import StaffSessions
    from chalicelib.staff.tries import Tries
    from chalicelib.wire.stores import Stores


class StaffWire:
    """Every service by name."""

    def __init__(self, clock: Clock, stores: Stores, codes: Callable[[], SmsCodes]) -> None:
        self._clock, self._stores, self._codes = clock, stores, codes

    @cached_property
    def audit(self) -> Audit:
        from chalicelib.staff.audit import Audit

        return Audit(self._stores.audit_rows, self._stores.inbox, self._clock)

    @cached_property
    def sessions(self) -> StaffSessions:
        from chalicelib.staff.endings import Endings
        from chalicelib.staff.sessions import StaffSessions

        return StaffSessions(self._stores.staff, Endings(self._stores.inbox), self.audit, self._clock)

    @cached_property
    def tries(self) -> Tries:
        from chalicelib.staff.tries import Tries

        return Tries(self._stores.inbox, self._stores.keys, self._clock)

    @cached_property
    def login(self) -> StaffLogin:
        from chalicelib.staff.login import StaffLogin

        return StaffLogin(
            store=self._stores.staff,
            sessions=self.sessions,
            tries=self.tries,
            audit=self.audit,
            keys=self._stores.keys,
            clock=self._clock,
        )

    @cached_property
    def passwords(self) -> StaffPasswords:
        from chalicelib.staff.passwords import StaffPasswords

        return StaffPasswords(
            store=self._stores.staff,
            sessions=self.sessions,
            tries=self.tries,
            audit=self.audit,
            keys=self._stores.keys,
            clock=self._clock,
        )

    @cached_property
    def accounts(self) -> StaffAccounts:
        from chalicelib.staff.accounts import StaffAccounts

        return StaffAccounts(store=self._stores.staff, sessions=self.sessions, tries=self.tries, audit=self.audit)

    @cached_property
    def invitations(self) -> Invitations:
        from chalicelib.staff.invitations import Invitations

        return Invitations(
            store=self._stores.staff,
            accounts=self.accounts,
            sessions=self.sessions,
            tries=self.tries,
            codes=self._codes(),
            audit=self.audit,
            keys=self._stores.keys,
            clock=self._clock,
        )

    @cached_property
    def grants(self) -> Grants:
        from chalicelib.staff.grants import Grants

        return Grants(
            store=self._stores.staff,
            accounts=self.accounts,
            invitations=self.invitations,
            audit=self.audit,
            clock=self._clock,
        )

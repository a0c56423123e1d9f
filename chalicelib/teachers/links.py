"""A teacher's link to the progress of one task: it needs no account, shows no photo and no name, and ends."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from chalicelib.identity.errors import PhoneInvalid
from chalicelib.identity.phone import fold, mask
from chalicelib.shared.clock import Clock
from chalicelib.shared.crypto import Keys, sha256_hex
from chalicelib.shared.db import insist
from chalicelib.shared.ids import random_id
from chalicelib.shared.log import alarm
from chalicelib.staff.audit import Audit
from chalicelib.staff.model import Staff
from chalicelib.tasks.service import Tasks
from chalicelib.teachers.errors import LinkUnknown, TeacherCodeNeeded, TeacherLinkOver, TeacherPhoneIdle
from chalicelib.teachers.link_store import LinkStore
from chalicelib.teachers.model import Kind, TeacherLink, Way
from chalicelib.teachers.tokens import Devices, digest_of, forwarding

SEALED = "teacher phone"  # what a phone was bound to before it was to its link


@dataclass(frozen=True)
class Listed:
    """A link that works, what its own token opened, and what its twin did; None where there is no such token."""

    link: TeacherLink
    own: Way | None
    twin: Way | None


class TeacherLinks:
    """Staff creates, lists and revokes links; whoever has a link opens it.  count_look: one request by the link of this
    digest; raises LookingTooOften."""

    def __init__(
        self,
        *,
        store: LinkStore,
        devices: Devices,
        tasks: Tasks,
        audit: Audit,
        keys: Keys,
        clock: Clock,
        count_look: Callable[[str], None],
    ) -> None:
        self._store, self._devices, self._tasks = store, devices, tasks
        self._audit, self._keys, self._clock, self._count_look = audit, keys, clock, count_look

    def create(
        self, who: Staff, task_id: str, days: int, reason: str, *, kind: Kind = "LIST", phone: str = ""
    ) -> tuple[str, TeacherLink]:
        """(token, link); the token is shown this once.  phone: of the teacher, who has to show that it is hers.

        Raises TaskUnknown, PhoneInvalid, TeacherPhoneIdle.
        """
        self._tasks.of_branch(who.branch, task_id)
        number = _number(phone)
        if number and kind == "COUNTS":
            raise TeacherPhoneIdle(field="phone")
        token, now = secrets.token_urlsafe(32), self._clock()
        digest = sha256_hex(token.encode())
        link = TeacherLink(
            link_id=random_id(16),
            digest=digest,
            forward=sha256_hex(forwarding(self._keys, digest).encode()) if kind == "LIST" else "",
            task_id=task_id,
            kind=kind,
            phone=mask(number),
            by=who.staff_id,
            by_name=who.name,
            reason=reason,
            at=now,
            until=now + timedelta(days=days),
        )
        data = {"days": days, "link": link.link_id, "kind": kind} | ({"phone": link.phone} if number else {})
        rows = self._audit.rows(who, "teacher_link", f"task {task_id}", reason=reason, **data)
        self._store.create(link, sealed_phone(self._keys, digest, number) if number else "", rows)
        return token, link

    def list_links(self, who: Staff, task_id: str) -> list[Listed]:
        """A task's working links, newest first.  Raises TaskUnknown."""
        self._tasks.of_branch(who.branch, task_id)
        self._audit.note(who, "view_teacher_links", f"task {task_id}")
        now = self._clock()
        links = [link for link in self._store.of_task(task_id) if link.revoked_at is None and now < link.until]
        ways = self._store.by_digests(digest for link in links for digest in (link.digest, link.forward) if digest)
        return [Listed(link, ways.get(link.digest), ways.get(link.forward)) for link in links]

    def revoke(self, who: Staff, task_id: str, link_id: str, reason: str) -> None:
        """The link and its twin stop working; revoking them again changes nothing.  Raises TaskUnknown, LinkUnknown,
        Conflicting."""
        self._tasks.of_branch(who.branch, task_id)
        rows = self._audit.rows(who, "revoke_teacher_link", f"task {task_id}", reason=reason, link=link_id)

        def once() -> None:
            link = self._store.get(task_id, link_id)
            if link is None:
                raise LinkUnknown
            if link.revoked_at is None:
                self._store.revoke(link, self._clock(), rows)

        insist(once)

    def open(self, token: str, *, counted: bool = False) -> Way:
        """What the token opens: a link's own, its twin's or a proven device's.  counted: it is one more opening.

        Raises TeacherLinkOver, TeacherCodeNeeded, LookingTooOften.
        """
        way, proven = self._way(token)
        if way is None or self._clock() >= way.until:
            raise TeacherLinkOver
        if way.phone and not proven:
            raise TeacherCodeNeeded(data={"phone": mask(phone_of(self._keys, way))})
        self._count_look(way.digest)
        if counted:
            self._store.count_opening(way.digest, self._clock())
        return way

    def forward(self, way: Way) -> str | None:
        """The token to pass on, which shows numbers alone; None where there is none."""
        return forwarding(self._keys, way.digest) if way.forwards else None

    def _way(self, token: str) -> tuple[Way | None, bool]:
        """(what it opens, whether it is a proven device's)."""
        digest = digest_of(token)
        way = self._store.by_digest(digest) if digest else None
        if way is not None or digest is None:
            return way, False
        link = self._devices.link_of(digest, self._clock())
        return (self._store.by_digest(link) if link else None), True


def _number(phone: str) -> str:
    """11 digits, or "" for none.  Raises PhoneInvalid."""
    if not phone.strip():
        return ""
    number = fold(phone)
    if number is None:
        raise PhoneInvalid(field="phone")
    return number


def sealed_phone(keys: Keys, digest: str, number: str) -> str:
    """A teacher's phone as the link of this digest keeps it."""
    return keys.seal(number, about=about(digest), before=SEALED)


def about(digest: str) -> str:
    """What a link's phone is bound to."""
    return f"{SEALED} {digest}"


def phone_of(keys: Keys, way: Way) -> str:
    """The link's phone.  Raises TeacherLinkOver, with an alarm, if it does not open: staff makes another link."""
    try:
        return keys.unseal(way.phone, about=about(way.digest), before=SEALED)
    except ValueError:
        alarm("the phone of a teacher's link does not open: somebody changed the table, or a key is missing")
        raise TeacherLinkOver from None

"""The body of a person's item: JSON in which identifying values are sealed.

A text that does not open (somebody changed the table, or its key is missing) is an alarm, and is missing in the
account.  It stays in the item until its owner fills the field in again.
"""

from __future__ import annotations

from datetime import datetime

import msgspec

from chalicelib.identity.model import Consent, Person, Unopened
from chalicelib.shared.crypto import Keys
from chalicelib.shared.db import as_json
from chalicelib.shared.log import alarm
from chalicelib.shared.names import clean_name


class Record(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The JSON body of a person; identifying values are sealed."""

    created_at: datetime
    last_seen_at: datetime
    phone: str
    phone_digest: str
    profile: str
    id_tail: str | None = None
    id_tail_at: datetime | None = None
    avatar: str | None = None
    consents: tuple[Consent, ...] = ()
    wechat: dict[str, str] = {}
    further: tuple[str, ...] = ()
    wechat_phone: str | None = None
    merged_into: str | None = None
    closed_at: datetime | None = None
    number_proved_at: datetime | None = None

    @property
    def ended(self) -> bool:
        return self.merged_into is not None or self.closed_at is not None


class _Profile(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Profile data, sealed in the body.  name: in records older than nicknames, used as the nickname."""

    nickname: str | None = None
    name: str | None = None


# Made at import: msgspec crashes when two threads meet a type for the first time at once.
RECORD, _PROFILE = msgspec.json.Decoder(Record), msgspec.json.Decoder(_Profile)


class PersonRecords:
    """Each text is bound to its person and its field."""

    def __init__(self, keys: Keys) -> None:
        self._keys = keys

    def write(self, person: Person) -> str:
        """The body.  person: as `filled` leaves it."""
        kept, profile = person.unopened, as_json(_Profile(nickname=person.nickname))
        record = Record(
            created_at=person.created_at,
            last_seen_at=person.last_seen_at,
            phone=kept.phone or self._seal(person.person_id, "phone", person.phone),
            phone_digest=self.number(person),
            profile=kept.profile or self._seal(person.person_id, "profile", profile),
            id_tail=person.id_tail,
            id_tail_at=person.id_tail_at,
            avatar=person.avatar,
            consents=person.consents,
            wechat=person.wechat,
            further=person.further,
            wechat_phone=person.wechat_phone and self._seal(person.person_id, "wechat phone", person.wechat_phone),
            merged_into=person.merged_into,
            closed_at=person.closed_at,
            number_proved_at=person.number_proved_at,
        )
        return as_json(record)

    def number(self, person: Person) -> str:
        """The digest of the account's number, by which its login is found, also of one that does not open."""
        return person.unopened.number or self._digest(person.phone)

    def read(self, person_id: str, rev: int, body: str, *, known: str = "") -> Person:
        """known: the account's number, if it does not open and has the same digest.

        A WeChat's other number that does not open is "": that there is one is what counts.
        """
        record = RECORD.decode(body)
        phone, profile, unopened = self._opened(person_id, record, known)
        other = record.wechat_phone and self._open(person_id, "wechat phone", record.wechat_phone)
        return Person(
            person_id=person_id,
            rev=rev,
            created_at=record.created_at,
            last_seen_at=record.last_seen_at,
            phone=phone,
            nickname=_nickname(profile),
            unopened=unopened,
            id_tail=record.id_tail,
            id_tail_at=record.id_tail_at,
            avatar=record.avatar,
            consents=record.consents,
            wechat=record.wechat,
            further=record.further,
            wechat_phone=None if record.wechat_phone is None else other or "",
            merged_into=record.merged_into,
            closed_at=record.closed_at,
            number_proved_at=record.number_proved_at,
        )

    def _opened(self, person_id: str, record: Record, known: str) -> tuple[str, str | None, Unopened]:
        """The number, the profile as JSON, and what does not open."""
        phone = self._open(person_id, "phone", record.phone)
        profile = self._open(person_id, "profile", record.profile)
        unopened = Unopened(
            phone=record.phone if phone is None else None,
            number=record.phone_digest if phone is None else "",
            profile=record.profile if profile is None else None,
        )
        if phone is None:
            phone = known if known and self._digest(known) == record.phone_digest else ""
        return phone, profile, unopened

    def _digest(self, phone: str) -> str:
        return self._keys.digest("phone", phone)

    def _seal(self, person_id: str, what: str, text: str) -> str:
        return self._keys.seal(text, about=f"{what} {person_id}")

    def _open(self, person_id: str, what: str, sealed: str) -> str | None:
        try:
            return self._keys.unseal(sealed, about=f"{what} {person_id}")
        except ValueError:
            text = "a sealed text of an account does not open: somebody changed the table, or a key is missing"
            alarm(text, kind=what)
            return None


def _nickname(profile: str | None) -> str | None:
    """Of a profile as JSON."""
    if profile is None:
        return None
    told = _PROFILE.decode(profile)
    return told.nickname or clean_name(told.name or "")

"""Who agreed to which text, and the guards that other packages call.

Whoever agreed to an older version is asked again.  Face processing has a consent of its own (个人信息保护法 art. 29).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from chalicelib.identity.errors import ConsentNeeded, ConsentOutdated
from chalicelib.identity.model import Agreement, Consent, Consenting, Person
from chalicelib.identity.retry import retry
from chalicelib.identity.store import People
from chalicelib.identity.texts import ConsentKind, ConsentText, current
from chalicelib.shared.clock import Clock
from chalicelib.shared.errors import Unauthenticated
from chalicelib.shared.store.together import Sought


def standing_consent(person: Consenting, kind: ConsentKind) -> Consent | None:
    """The person's consent to the text in force, or None if it was not given or has been withdrawn."""
    version = current(kind).version
    given = [consent for consent in person.consents if consent.kind == kind and consent.version == version]
    return given[-1] if given and given[-1].withdrawn_at is None else None


def has_withdrawn(person: Consenting, kind: ConsentKind) -> bool:
    """Whether the latest consent of this kind, to any version, was withdrawn; False if there never was one."""
    given = [consent for consent in person.consents if consent.kind == kind]
    return bool(given) and given[-1].withdrawn_at is not None


def ever_withdrawn(person: Consenting, kind: ConsentKind) -> bool:
    """Whether any consent of this kind was withdrawn, whatever was agreed to since."""
    return any(consent.kind == kind and consent.withdrawn_at is not None for consent in person.consents)


def agreed_since(person: Consenting, kind: ConsentKind, version: str) -> bool:
    """Whether the latest consent of this kind stands and is to this version or a later one; versions are `YYYY-MM`."""
    given = [consent for consent in person.consents if consent.kind == kind]
    return bool(given) and given[-1].withdrawn_at is None and given[-1].version >= version


def in_force(versions: Mapping[ConsentKind, str]) -> list[ConsentText]:
    """Those of the texts of which this version is in force."""
    return [text for text in map(current, versions) if versions[text.kind] == text.version]


def agreeing(person: Person, texts: Iterable[ConsentText], now: datetime) -> Person:
    """The person with a consent to each of these texts in force; the same where all of them stand already."""
    new = [
        Consent(kind=text.kind, version=text.version, digest=text.digest, given_at=now)
        for text in texts
        if standing_consent(person, text.kind) is None
    ]
    return replace(person, consents=(*person.consents, *new)) if new else person


class Consents:
    """Gives, withdraws and requires consents.  A consent stays on record for good, with its kind, version, time and the
    SHA-256 of the text."""

    def __init__(self, people: People, clock: Clock) -> None:
        self._people, self._clock = people, clock

    def give(self, person_id: str, versions: Mapping[ConsentKind, str]) -> Person:
        """Record consents to these versions, all at once; giving them twice changes nothing.  Raises ConsentOutdated,
        and records none, for any version not in force."""
        texts = [current(kind) for kind in versions]
        for text in texts:
            if versions[text.kind] != text.version:
                raise ConsentOutdated(field="version", title=text.title, data=_facts(text))

        def work() -> Person:
            person = self._person(person_id)
            following = agreeing(person, texts, self._clock())
            return person if following is person else self._people.save(following)

        return retry(work)

    def withdraw(self, person_id: str, kinds: Collection[ConsentKind]) -> Person:
        """Withdraw every consent of these kinds; their records stay, marked as withdrawn."""

        def work() -> Person:
            person, now = self._person(person_id), self._clock()
            consents = tuple(
                replace(consent, withdrawn_at=now) if _stands(consent, kinds) else consent
                for consent in person.consents
            )
            changed = consents != person.consents
            return self._people.save(replace(person, consents=consents)) if changed else person

        return retry(work)

    def require(self, person_id: str, *kinds: ConsentKind) -> None:
        """Require consent to each of these texts in force.

        Raises ConsentNeeded with data {kind, version, title, text}, and Unauthenticated when the account has ended.
        """
        self.require_of(self._people.agreement(person_id), *kinds)

    def sought(self, person_id: str) -> Sought[Agreement | None]:
        """The person's consents, to be read with other items, for the methods that take them."""
        return self._people.sought_agreement(person_id)

    def require_of(self, person: Agreement | None, *kinds: ConsentKind) -> None:
        """As `require`, of a person who was just read."""
        person = _standing(person)
        for kind in kinds:
            if standing_consent(person, kind) is None:
                text = current(kind)
                raise ConsentNeeded(title=text.title, data=_facts(text))

    def require_kept(self, person_id: str, kind: ConsentKind) -> None:
        """Require that the consent was not withdrawn; consent to an older text, or none yet, is enough.  Raises as
        `require`."""
        self.require_kept_of(self._people.agreement(person_id), kind)

    def require_kept_of(self, person: Agreement | None, kind: ConsentKind) -> None:
        """As `require_kept`, of a person who was just read."""
        if has_withdrawn(_standing(person), kind):
            self.require_of(person, kind)

    def took_back(self, person_id: str, kind: ConsentKind) -> bool:
        """Whether the person withdrew this consent; False for an ended account, whose data is deleted elsewhere."""
        person = self._people.agreement(person_id)
        return person is not None and not person.ended and has_withdrawn(person, kind)

    def agreed_since(self, person_id: str, kind: ConsentKind, version: str) -> bool:
        """Whether the person's consent stands and is to this version or a later one; False for an ended account."""
        person = self._people.agreement(person_id)
        return person is not None and not person.ended and agreed_since(person, kind, version)

    def _person(self, person_id: str) -> Person:
        return _standing(self._people.get(person_id))


def _standing[Account: Consenting](person: Account | None) -> Account:
    if person is None or person.ended:
        raise Unauthenticated
    return person


def _stands(consent: Consent, kinds: Collection[ConsentKind]) -> bool:
    return consent.kind in kinds and consent.withdrawn_at is None


def _facts(text: ConsentText) -> dict[str, str]:
    return {"kind": text.kind, "version": text.version, "title": text.title, "text": text.text}

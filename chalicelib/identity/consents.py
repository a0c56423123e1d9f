"""Who agreed to which text, and the guard of other steps.

Whoever agreed to an older version is asked again.  Face processing has its own consent (个人信息保护法 art. 29).
"""

from __future__ import annotations

from dataclasses import replace

from chalicelib.identity.errors import ConsentNeeded, ConsentOutdated
from chalicelib.identity.model import Consent, Person
from chalicelib.identity.retry import again
from chalicelib.identity.store import People
from chalicelib.identity.texts import ConsentKind, ConsentText, current
from chalicelib.shared.clock import Clock
from chalicelib.shared.errors import Unauthenticated


def standing(person: Person, kind: ConsentKind) -> Consent | None:
    """The person's consent to the text in force, if she gave it and has not taken it back."""
    version = current(kind).version
    given = [each for each in person.consents if each.kind == kind and each.version == version]
    return given[-1] if given and given[-1].withdrawn_at is None else None


def taken_back(person: Person, kind: ConsentKind) -> bool:
    """Whether she agreed once, to whichever version, and stands by none of it.  Whoever was never asked did not."""
    given = [each for each in person.consents if each.kind == kind]
    return bool(given) and given[-1].withdrawn_at is not None


class Consents:
    """give, withdraw, require, require_kept.  A consent is kept for good, with kind, version, the text's SHA-256 and
    the time."""

    def __init__(self, people: People, clock: Clock) -> None:
        self._people, self._clock = people, clock

    def give(self, person_id: str, kind: ConsentKind, version: str) -> Person:
        """The person with the consent; giving it twice changes nothing.  Raises ConsentOutdated for another version."""
        text = current(kind)
        if version != text.version:
            raise ConsentOutdated(field="version", title=text.title, data=_facts(text))

        def work() -> Person:
            person = self._person(person_id)
            if standing(person, kind):
                return person
            consent = Consent(kind=kind, version=version, digest=text.digest, given_at=self._clock())
            return self._people.save(replace(person, consents=(*person.consents, consent)))

        return again(work)

    def withdraw(self, person_id: str, kind: ConsentKind) -> Person:
        """The person without any standing consent of this kind; the record that there was one stays."""

        def work() -> Person:
            person = self._person(person_id)
            if not any(_stands(each, kind) for each in person.consents):
                return person
            now = self._clock()
            kept = (replace(each, withdrawn_at=now) if _stands(each, kind) else each for each in person.consents)
            return self._people.save(replace(person, consents=tuple(kept)))

        return again(work)

    def require(self, person_id: str, *kinds: ConsentKind) -> None:
        """Passes when the person agreed to each of the texts in force.

        Raises ConsentNeeded with {kind, version, title, text}, and Unauthenticated when the account is gone or another
        one took its number over.
        """
        person = self._person(person_id)
        for kind in kinds:
            if standing(person, kind) is None:
                text = current(kind)
                raise ConsentNeeded(title=text.title, data=_facts(text))

    def require_kept(self, person_id: str, kind: ConsentKind) -> None:
        """Passes unless the person agreed and took it back; a newer text is asked about elsewhere.  Raises as
        `require`."""
        if taken_back(self._person(person_id), kind):
            self.require(person_id, kind)

    def took_back(self, person_id: str, kind: ConsentKind) -> bool:
        """The same as an answer; False for an account that is gone, whose data others take away."""
        person = self._people.get(person_id)
        return person is not None and not person.gone and taken_back(person, kind)

    def _person(self, person_id: str) -> Person:
        person = self._people.get(person_id)
        if person is None or person.gone:
            raise Unauthenticated
        return person


def _stands(consent: Consent, kind: ConsentKind) -> bool:
    return consent.kind == kind and consent.withdrawn_at is None


def _facts(text: ConsentText) -> dict[str, str]:
    return {"kind": text.kind, "version": text.version, "title": text.title, "text": text.text}

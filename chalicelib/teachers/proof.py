"""A teacher shows that the phone her link was made for is hers: by SMS, captcha and limits as for a login."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from chalicelib.identity.captcha import CaptchaAnswer
from chalicelib.identity.sms_codes import Sent, SmsCodes
from chalicelib.shared.clock import Clock
from chalicelib.shared.crypto import Keys
from chalicelib.teachers.errors import TeacherCodeIdle, TeacherLinkOver
from chalicelib.teachers.link_store import LinkStore
from chalicelib.teachers.links import phone_of
from chalicelib.teachers.model import Way
from chalicelib.teachers.tokens import Devices, digest_of


@dataclass(frozen=True, kw_only=True)
class PhoneProof:
    """send, then prove.  A code is good for its own link only."""

    store: LinkStore
    devices: Devices
    codes: SmsCodes
    keys: Keys
    clock: Clock

    def send(self, token: str, *, answer: CaptchaAnswer, ip: str) -> Sent:
        """Send a code to the link's phone.  Raises TeacherLinkOver, TeacherCodeIdle, and as SmsCodes.send."""
        way, phone = self._locked(token)
        return self.codes.send(_purpose(way), phone, answer=answer, ip=ip, known=True)

    def prove(self, token: str, code: str, asker: str) -> tuple[str, datetime]:
        """(a token of this device, until when).  Raises TeacherLinkOver, TeacherCodeIdle, and as SmsCodes.check."""
        way, phone = self._locked(token)
        self.codes.check(_purpose(way), phone, code, asker)
        return self.devices.admit(way.digest, way.until), way.until

    def _locked(self, token: str) -> tuple[Way, str]:
        """The link of the token, and its phone."""
        digest = digest_of(token)
        way = self.store.by_digest(digest) if digest else None
        if way is None or self.clock() >= way.until:
            raise TeacherLinkOver
        if not way.phone:
            raise TeacherCodeIdle
        return way, phone_of(self.keys, way)


def _purpose(way: Way) -> str:
    return f"teacher#{way.digest}"

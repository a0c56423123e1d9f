"""`/.well-known/security.txt` (RFC 9116): whom to tell of a hole, written anew with each release, as it must expire."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

ADDRESS = ".well-known/security.txt"
VALID = timedelta(days=364)  # less than a year, as the RFC advises
SCHEMES = ("mailto:", "https://", "tel:")


class NoContact(ValueError):
    """The site's settings have no address that a hole can be told to."""


def security_txt(contact: str, now: datetime) -> bytes:
    """The file.  contact: an address of SCHEMES, of web/settings.json.  Raises NoContact for any other."""
    if not contact.startswith(SCHEMES) or len(contact.split()) != 1:
        raise NoContact(f"web/settings.json: security is {contact!r}, no address that begins with {', '.join(SCHEMES)}")
    expires = (now + VALID).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return f"Contact: {contact}\nExpires: {expires}\nPreferred-Languages: zh, en\n".encode()

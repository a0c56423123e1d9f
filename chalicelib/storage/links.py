"""Links to objects in S3 and forms to upload them with, signed here: no request is made.

It takes botocore's signers without an S3 client, which reads the service's description first: 70 ms of a cold start.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any
from urllib.parse import quote

from botocore.exceptions import NoCredentialsError
from botocore.model import ServiceId
from botocore.signers import RequestSigner, S3PostPresigner

from chalicelib.shared import aws
from chalicelib.shared.clock import system_clock

SAFE = "/~"  # what SigV4 leaves as it is in an S3 path


@dataclass(frozen=True)
class Form:
    """What a client posts as multipart form: every field as given, and the file last, as `file`."""

    url: str
    fields: Mapping[str, str]
    expires_at: datetime


class LinkSigner:
    """One bucket.  Region, endpoint and credentials come from the environment."""

    def __init__(self, bucket: str) -> None:
        self._bucket = bucket

    @cached_property
    def _signer(self) -> RequestSigner:
        with aws.making:
            session = aws.session()
            keys, events = session.get_credentials(), session.get_component("event_emitter")
        if keys is None:
            raise NoCredentialsError
        return RequestSigner(ServiceId("s3"), aws.region(), "s3", "s3v4", keys, events)

    @cached_property
    def _address(self) -> str:
        """The bucket's; a real one has its name in the host and is the region's own, an emulator's in the path."""
        emulator = os.environ.get("AWS_ENDPOINT_URL")
        if emulator:
            return f"{emulator.rstrip('/')}/{self._bucket}/"
        return f"https://{self._bucket}.s3.{aws.region()}.{aws.dns_suffix()}/"

    def form(self, key: str, content_type: str, max_bytes: int, seconds: int) -> Form:
        """Lets its holder post one kind of file, 1 to max_bytes long, to exactly this key.

        It works any number of times until it expires, so nothing may be served from where it leads.
        """
        expires_at = system_clock() + timedelta(seconds=seconds)
        only = {"Content-Type": content_type, "key": key}
        conditions = [{"bucket": self._bucket}, *({name: value} for name, value in only.items())]
        signed = S3PostPresigner(self._signer).generate_presigned_post(
            self._request("POST"),
            fields=dict(only),
            conditions=[*conditions, ["content-length-range", 1, max_bytes]],
            expires_in=seconds,
        )
        return Form(signed["url"], signed["fields"], expires_at)

    def link(self, key: str, seconds: int, name: str = "") -> str:
        """A link to the object that works for `seconds`, for whoever has it; name: that a browser saves it under."""
        saved = f"?response-content-disposition={quote(_attached(name), safe='')}" if name else ""
        wanted = self._request("GET", quote(key, safe=SAFE) + saved)
        url: str = self._signer.generate_presigned_url(wanted, operation_name="GetObject", expires_in=seconds)
        return url

    def _request(self, method: str, path: str = "") -> dict[str, Any]:
        return {"method": method, "url": self._address + path, "headers": {}, "body": b"", "context": {}}


def _attached(name: str) -> str:
    """The header's value, for names of any script."""
    return f"attachment; filename*=UTF-8''{quote(name, safe='')}"

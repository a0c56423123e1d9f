"""Signs links to objects in S3 and forms to upload them with, without a request to S3.

It uses botocore's signers without an S3 client, which would first read the service description: 70 ms of a cold start.
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
from chalicelib.shared.log import carried
from chalicelib.storage.objects import REF

SAFE = "/~"  # characters that SigV4 does not escape in an S3 path


@dataclass(frozen=True)
class Form:
    """A multipart form for a client to post: every field unchanged, then the file last, as `file`."""

    url: str
    fields: Mapping[str, str]
    expires_at: datetime


class LinkSigner:
    """Signs for one bucket.  Region, endpoint and credentials come from the environment."""

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
        """The bucket's URL, with its name in the host name of the region's endpoint; on an emulator, in the path."""
        emulator = os.environ.get("AWS_ENDPOINT_URL")
        if emulator:
            return f"{emulator.rstrip('/')}/{self._bucket}/"
        return f"https://{self._bucket}.s3.{aws.region()}.{aws.dns_suffix()}/"

    def form(self, key: str, content_type: str, max_bytes: int, seconds: int) -> Form:
        """A form that lets its holder post one kind of file, 1 to max_bytes long, to exactly this key.

        Until it expires it works any number of times, so no object under this key may be served to anybody.  The
        object carries the `ref` of the request that asks for the form.
        """
        expires_at = system_clock() + timedelta(seconds=seconds)
        fixed_fields = {"Content-Type": content_type, "key": key}
        if current := carried():
            fixed_fields[f"x-amz-meta-{REF}"] = current
        conditions = [{"bucket": self._bucket}, *({name: value} for name, value in fixed_fields.items())]
        signed = S3PostPresigner(self._signer).generate_presigned_post(
            self._request("POST"),
            fields=dict(fixed_fields),
            conditions=[*conditions, ["content-length-range", 1, max_bytes]],
            expires_in=seconds,
        )
        return Form(signed["url"], signed["fields"], expires_at)

    def link(self, key: str, seconds: int, name: str = "") -> str:
        """A link to the object for anybody, valid for `seconds`.  name: of the file that a browser saves."""
        query = f"?response-content-disposition={quote(_content_disposition(name), safe='')}" if name else ""
        request = self._request("GET", quote(key, safe=SAFE) + query)
        url: str = self._signer.generate_presigned_url(request, operation_name="GetObject", expires_in=seconds)
        return url

    def _request(self, method: str, path: str = "") -> dict[str, Any]:
        return {"method": method, "url": self._address + path, "headers": {}, "body": b"", "context": {}}


def _content_disposition(name: str) -> str:
    """The value of a Content-Disposition header, for names in any script."""
    return f"attachment; filename*=UTF-8''{quote(name, safe='')}"

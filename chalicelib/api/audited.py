"""The body of `witness`: new and changed rows of the audit trail, from the people table's stream."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from chalicelib.shared.log import alarm, continue_under, fault
from chalicelib.wire import wire

if TYPE_CHECKING:
    from chalicelib.staff.witness import Digest

Event = dict[str, Any]


def witness(event: Event) -> Event:
    """The digests of a batch are written together, up to the first record that cannot be read; that one, or the first
    where nothing could be written, is named, and the stream continues from it."""
    continue_under(None)  # a process keeps the ref of what it did last
    digests: list[Digest] = []
    failed: list[dict[str, str]] = []
    for record in event["Records"]:
        try:
            digests += _digests(record)
        except Exception as error:
            fault("a row of the trail cannot be read", error)
            failed = _named(record)
            break
    try:
        wire().stores.witness.keep(digests)
    except Exception as error:
        fault("digests of the trail not written", error, count=len(digests))
        failed = _named(event["Records"][0])
    return {"batchItemFailures": failed}


def _named(record: Event) -> list[dict[str, str]]:
    return [{"itemIdentifier": record["dynamodb"]["SequenceNumber"]}]


def _digests(record: Event) -> list[Digest]:
    """None for a row by subject, whose other copy has it."""
    from chalicelib.staff.witness import GONE, SAID, TRAIL, Digest, digest_of  # here, as every step loads this module

    change = record["dynamodb"]
    old, new = (_texts(change.get(image, {})) for image in ("OldImage", "NewImage"))
    sha256 = digest_of(new) if new else GONE
    pk, sk = change["Keys"]["pk"]["S"], change["Keys"]["sk"]["S"]
    if old and digest_of(old) != sha256:
        differ = [name for name in SAID if old.get(name) != new.get(name)]
        alarm("a row of the audit trail was changed", kind=record["eventName"], id=sk, findings=differ)
    return [Digest(pk=pk, sk=sk, sha256=sha256)] if pk.startswith(TRAIL) else []


def _texts(image: dict[str, dict[str, str]]) -> dict[str, str | None]:
    return {name: value.get("S") for name, value in image.items()}

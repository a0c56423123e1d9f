"""An item that was put, and its answer lost: botocore sends it again, and the condition fails on the item itself.

A transaction has a token by which the table knows it again; a single put has none.
"""

from __future__ import annotations

from copy import copy

from pynamodb.exceptions import PutError
from pynamodb.models import Model


def was_done(item: Model, error: PutError) -> bool:
    """Whether a put whose condition failed was done by an earlier try of the same call: the table holds just this."""
    if not _tries_before(error):
        return False
    there = copy(item)
    try:
        there.refresh(consistent_read=True)
    except type(item).DoesNotExist:
        return False
    return there.serialize() == item.serialize()


def _tries_before(error: PutError) -> int:
    answer = getattr(error.cause.__cause__ if error.cause else None, "response", {})
    return int(answer.get("ResponseMetadata", {}).get("RetryAttempts", 0))

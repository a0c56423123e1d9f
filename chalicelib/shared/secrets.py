"""Secrets of AWS Secrets Manager, one for each group: read at run time, so that a changed one needs no deployment.

What was built from them is kept for five minutes.  A read that fails keeps it too, and is tried again after half a
minute, then after twice as long each time: a request waits for it.  Only the first read has nothing to fall back on,
and has three tries.
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Collection, Mapping
from functools import cache
from typing import Any, NamedTuple

from chalicelib.shared.log import fault, log

FRESH, AGAIN, HURRIED = 300.0, 30.0, 10.0  # seconds: kept; after a failure; between two hurried reads
PATIENCE, FIRST_TRIES = 1.0, 3  # seconds to connect, and to be answered: a step may have ten for all it does
NOTHING_THERE = frozenset({"ResourceNotFoundException", "AccessDeniedException"})  # IAM may hide what does not exist


class Secret(NamedTuple):
    """One version of a secret."""

    version: str
    text: str


Fetch = Callable[[str], Secret | None]


def fetch(name: str) -> Secret | None:
    """The current version of a secret; None if there is none.  Raises what botocore raises."""
    from botocore.exceptions import ClientError

    try:
        answer = _client().get_secret_value(SecretId=name)
    except ClientError as error:
        if error.response["Error"]["Code"] not in NOTHING_THERE:
            raise
        return None
    return Secret(answer["VersionId"], answer["SecretString"])


@cache
def _client() -> Any:
    """A client of botocore itself: a step that only reads tables need not load boto3."""
    from botocore.config import Config

    from chalicelib.shared import aws

    patience = Config(connect_timeout=PATIENCE, read_timeout=PATIENCE, retries={"total_max_attempts": 1})
    with aws.making:
        return aws.session().create_client("secretsmanager", config=patience)


class Rotating[T]:
    """What is built from some secrets, built anew when one of them has another version.

    names: of the secrets; build: makes it of the texts by name, where an absent secret has none; now: seconds of a
    clock that only goes forward.
    """

    def __init__(
        self,
        names: Collection[str],
        build: Callable[[Mapping[str, str]], T],
        *,
        fetch: Fetch = fetch,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._names, self._build, self._fetch, self._now = sorted(names), build, fetch, now
        self._lock = threading.Lock()
        self._kept: T | None = None
        self._found: Mapping[str, Secret] = {}
        self._due, self._hurried, self._again = 0.0, float("-inf"), AGAIN

    def current(self) -> T:
        """What is valid now.  One thread reads, while the others go on with what they have.

        Raises what the first read or the first build raises; later ones are logged.
        """
        kept = self._kept
        if kept is not None and (self._now() < self._due or not self._names):
            return kept
        if not self._lock.acquire(blocking=kept is None):
            assert kept is not None
            return kept
        try:
            kept = self._kept
            return self._read() if kept is None or self._now() >= self._due else kept
        finally:
            self._lock.release()

    def newer(self, used: T) -> T | None:
        """For whoever was refused with `used`: what is newer, read at once; None if nothing is, or if it was read so
        within the last ten seconds."""
        with self._lock:
            if self._kept is used and self._names and self._now() >= self._hurried + HURRIED:
                self._hurried = self._now()
                self._read()
            return None if self._kept is used else self._kept

    def _read(self) -> T:
        """Reads every secret, and builds if one has changed."""
        before = self._kept
        try:
            found = {name: secret for name in self._names if (secret := self._one(name)) is not None}
            kept = before
            if kept is None or _versions(found) != _versions(self._found):
                kept = self._build({name: secret.text for name, secret in found.items()})
        except Exception as error:
            if before is None:
                raise
            fault("secrets not read", error)
            self._due, self._again = self._now() + self._again, min(2 * self._again, FRESH)
            return before
        if before is not None and kept is not before:
            log("secrets changed", count=len(found))
        self._kept, self._found, self._due, self._again = kept, found, self._now() + FRESH, AGAIN
        return kept

    def _one(self, name: str) -> Secret | None:
        secret = self._fetch(name) if self._kept is not None else _insistently(self._fetch, name)
        if secret is None and name in self._found:
            raise LookupError(name)  # it was there: rather one read too many with it than a channel less
        return secret


def _insistently(fetch: Fetch, name: str) -> Secret | None:
    for tried in range(1, FIRST_TRIES):
        try:
            return fetch(name)
        except Exception as error:
            log("secret not read yet", level="warning", error=type(error).__name__, count=tried)
            time.sleep(random.uniform(0.1, 0.3) * tried)  # noqa: S311 - spreads what starts at once
    return fetch(name)


def _versions(found: Mapping[str, Secret]) -> dict[str, str]:
    return {name: secret.version for name, secret in found.items()}

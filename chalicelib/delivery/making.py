"""Making the files of a package or of its prints: each once, the same bytes whenever it is made again."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import batched
from typing import IO

from chalicelib.delivery.model import File, Member, Package, PackageState
from chalicelib.shared.crypto import sha256_hex
from chalicelib.storage.objects import Objects

LEAST_SECONDS = 60  # of a piece of work
AT_ONCE = 8  # photos read at a time
MOST_PHOTO = 1_000_000  # bytes; a standard portrait has 30–40 KB


class OutOfTime(Exception):
    """The step must end soon; what is done is kept, and the message comes again."""


class EditionOver(Exception):
    """A member was erased meanwhile, or the package is purged; the message comes again, and the next build leaves that
    member out, or clears up."""


class WrongBytes(Exception):
    """A file was built again with other bytes than before: somebody changed an object or an item by hand."""


def require_time(time_left: Callable[[], float]) -> None:
    """Raises OutOfTime.  time_left: returns the seconds the step still has."""
    if time_left() < LEAST_SECONDS:
        raise OutOfTime


def clear_if_purged(objects: Objects, package: Package) -> bool:
    """Whether the package's time is over; then what a step left that died while the package went is deleted."""
    if package.state is not PackageState.PURGED:
        return False
    objects.delete_all(package.everything)
    return True


def make_file(
    objects: Objects, key: str, recorded: File | None, name: str, photos: int, write: Callable[[IO[bytes]], None]
) -> File | None:
    """The file that was made and put under `key`; None if the recorded one is still there.

    Raises WrongBytes if a recorded file comes out different.
    """
    if recorded is not None and objects.exists(key):
        return None
    with tempfile.TemporaryFile() as file:
        write(file)
        made = File(name=name, sha256=_sha256(file), size=file.tell(), photos=photos)
        if recorded is not None and recorded != made:
            raise WrongBytes(name)
        file.seek(0)
        objects.put_file(key, file, "application/octet-stream")
    return made


def portraits(objects: Objects, members: Iterable[Member]) -> Iterator[bytes]:
    """Each member's JPEG in order, AT_ONCE read in parallel.  Raises Absent, and WrongBytes for another picture."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for batch in batched(members, AT_ONCE * 4):
            found = pool.map(lambda member: objects.get(member.key, MOST_PHOTO).data, batch)
            for member, data in zip(batch, found, strict=True):
                if sha256_hex(data) != member.sha256:
                    raise WrongBytes(member.order_id)
                yield data


def _sha256(file: IO[bytes]) -> str:
    """Hex digest of the whole file, whose position is at the end afterwards."""
    file.seek(0)
    return hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]

"""Compares the audit trail of some days with the digests that nobody can change.

    python -m tools.on gradphoto-prod witness 2026-11-20 2026-11-24
    python -m tools.on gradphoto-prod witness 2026-11-20 --add           writes the digests that are missing

A row that was written over has another digest than the one kept, one that was removed has none left, one that was put
back has several.  A row without a digest was written before there were any, or its digest was given up.
Prints a line for each; exit code 1 when anything differs.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta

import msgspec

from chalicelib.shared import aws
from chalicelib.shared.clock import from_iso
from chalicelib.staff.audit_store import AuditEntry, Raw
from chalicelib.staff.witness import SAID, TRAIL, Digest, digest_of, folder, read_lines
from chalicelib.wire import wire

Key = tuple[str, str]  # of a row: pk, sk
Row = dict[str, str | None]  # what a digest is over, by name
ON_ITS_WAY = timedelta(minutes=10)  # a row younger than this may have no digest yet


def kept(day: date) -> dict[Key, set[str]]:
    """Every digest that was ever written of a day's rows, of all versions: nobody can take one back."""
    bucket, s3 = os.environ["AUDIT_BUCKET"], aws.client("s3")
    found = defaultdict[Key, set[str]](set)
    for page in s3.get_paginator("list_object_versions").paginate(Bucket=bucket, Prefix=folder(day.isoformat())):
        for version in page.get("Versions", ()):
            answer = s3.get_object(Bucket=bucket, Key=version["Key"], VersionId=version["VersionId"])
            for one in read_lines(answer["Body"].read()):
                found[one.pk, one.sk].add(one.sha256)
    return found


def rows(branches: Iterable[str], day: date) -> dict[Key, Row]:
    """The trail's rows of a day, as they are now."""
    found = (_texts(raw) for branch in branches for raw in wire().stores.audit_rows.stored(branch, day))
    return {_key(row): row for row in found}


def differing_copies(items: Mapping[Key, Row]) -> Iterator[Key]:
    """Rows whose copy by subject is not the same: what a search by order or person shows."""
    copies = {(pk, sk): (f"AUDITOF#{_branch(pk)}#{_subject(row)}", sk) for (pk, sk), row in items.items()}
    asked = [(_branch(pk), _subject(row), sk) for (pk, sk), row in items.items()]
    found = {_key(row): row for row in map(_texts, wire().stores.audit_rows.stored_by_subject(asked))}
    for key, row in items.items():
        copy = found.get(copies[key])
        if copy is None or copy | {"pk": ""} != row | {"pk": ""}:
            yield key


def _texts(raw: Raw) -> Row:
    """A row's attributes; None for one that is gone, or no text any more."""
    return {name: raw.get(name, {}).get("S") for name in SAID}


def _key(row: Row) -> Key:
    return str(row["pk"]), str(row["sk"])


def _subject(row: Row) -> str:
    """ "" where the row is spoilt."""
    try:
        return msgspec.json.decode(row["body"] or "", type=AuditEntry).subject
    except msgspec.DecodeError:
        return ""


def _branch(pk: str) -> str:
    return pk.removeprefix(TRAIL).rpartition("#")[0]


def check(day: date) -> tuple[list[str], list[Digest]]:
    """What is wrong with a day, as lines to read; and the digests that are missing."""
    digests = kept(day)
    now = rows({*wire().stores.tasks.branches(), *(_branch(pk) for pk, _ in digests)}, day)
    old_enough = wire().clock() - ON_ITS_WAY
    missing = [
        Digest(pk=pk, sk=sk, sha256=digest_of(row))
        for (pk, sk), row in now.items()
        if (pk, sk) not in digests and from_iso(sk.partition("#")[0]) < old_enough
    ]
    faults = list(map(_lacks, missing))
    for key, ever in digests.items():
        if key not in now:
            faults.append(f"{key[0]} {key[1]}：被删除")
        elif ever != {digest_of(now[key])}:
            faults.append(f"{key[0]} {key[1]}：被改动")
    faults += [f"{pk} {sk}：按对象查到的不一样" for pk, sk in differing_copies(now)]
    print(f"{day}: {len(now)} 条记录，{len(digests)} 条有指纹")
    return faults, missing


def _lacks(one: Digest) -> str:
    return f"{one.pk} {one.sk}：没有指纹"


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code 1 when anything differs."""
    parser = argparse.ArgumentParser(prog="python -m tools.on STACK witness", description="核对审计记录有没有被改动")
    parser.add_argument("first", type=date.fromisoformat, metavar="FROM", help="第一天，例如 2026-11-20")
    parser.add_argument("last", type=date.fromisoformat, metavar="TO", nargs="?", help="最后一天，默认只查第一天")
    parser.add_argument("--add", action="store_true", help="为没有指纹的记录补上指纹")
    asked = parser.parse_args(arguments)
    days = [asked.first + timedelta(number) for number in range(((asked.last or asked.first) - asked.first).days + 1)]
    checked = [check(day) for day in days]
    if asked.add:
        missing = [one for _, lacking in checked for one in lacking]
        wire().stores.witness.keep(missing)
        print(f"补上了 {len(missing)} 条指纹")
    faults = [line for lines, lacking in checked for line in lines if not (asked.add and line in map(_lacks, lacking))]
    print("\n".join(faults) or "没有发现改动")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())

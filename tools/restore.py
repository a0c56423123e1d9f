"""Puts back into a table what an export of an earlier moment has and the table has no longer.

    python -m tools.on gradphoto-prod restore orders s3://BUCKET/AWSDynamoDB/ID --key 7Hk2…   says what is missing
    … --write                                                                               puts it back

The export is made with `aws dynamodb export-table-to-point-in-time` (DYNAMODB_JSON), of any moment of the last 35 days;
the stack's table, its stream and its indexes stay where they are.  What is there stays as it is, unless --replace is
given for named partitions: what happened since the export would be lost with it.  Orders that were erased stay so, and
no order is listed again under a name that it has no longer.
What comes back is marked, and nobody is told of it or counts it once more: `tools.replay` feeds what was missed, and
`tools.ledger` proves the money.
"""

from __future__ import annotations

import argparse
import base64
import gzip
import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import batched
from typing import Any

from chalicelib.orders.model import Head
from chalicelib.orders.store.items import FIRST_PART, RESTORED, OrderItem, read_head
from chalicelib.shared import aws
from chalicelib.shared.settings_reader import SettingsError
from chalicelib.wire import wire

TABLES = ("orders", "people", "tasks")
PLACE = re.compile(r"s3://([a-z0-9.-]+)/(.*?)/?")
AT_A_TIME = 100  # keys of one read
Item = dict[str, dict[str, Any]]
Key = tuple[str, str]


@dataclass(frozen=True)
class Export:
    """An export in a bucket, as DynamoDB leaves it."""

    bucket: str
    prefix: str

    def items(self) -> Iterator[Item]:
        """Raises botocore's ClientError if there is no such export."""
        for line in self._text("manifest-files.json", under=True).splitlines():
            for item in self._text(json.loads(line)["dataFileS3Key"]).splitlines():
                yield {name: _in_table(value) for name, value in json.loads(item)["Item"].items()}

    def _text(self, key: str, *, under: bool = False) -> str:
        whole = f"{self.prefix}/{key}" if under else key
        data: bytes = aws.client("s3").get_object(Bucket=self.bucket, Key=whole)["Body"].read()
        return (gzip.decompress(data) if key.endswith(".gz") else data).decode()


class Restore:
    """table: its name; keys: partitions that are wanted, all of them if there is none; replace: also what differs."""

    def __init__(self, table: str, keys: Iterable[str], *, replace: bool, write: bool) -> None:
        self._table, self._keys, self._replace, self._write = table, frozenset(keys), replace, write
        self._dynamodb = aws.client("dynamodb", retries={"mode": "adaptive", "total_max_attempts": 10})
        self.counts: Counter[str] = Counter()

    def run(self, items: Iterable[Item]) -> None:
        wanted = (item for item in items if not self._keys or item["pk"]["S"] in self._keys)
        for some in batched(wanted, AT_A_TIME):
            heads = self._heads(set(map(_whole, some)))
            now = self._read(map(_key, some))
            for item in some:
                self._one(item, now.get(_key(item)), heads.get(_whole(item)))

    def _one(self, item: Item, now: Item | None, head: Head | None) -> None:
        """head: of the order that the item is of, as it is now."""
        if head is not None and head.erased_at:
            self.counts["erased"] += 1
        elif head is not None and _is_list(item) and wire().stores.names.place(head) != _key(item):
            self.counts["renamed"] += 1
        elif now is not None and _plain(now) == _plain(item):
            self.counts["same"] += 1
        elif now is not None and not self._replace:
            self.counts["changed since"] += 1
        elif self._put(item, new=now is None):
            self.counts["missing" if now is None else "replaced"] += 1
        else:
            self.counts["changed since"] += 1

    def _put(self, item: Item, *, new: bool) -> bool:
        """False if somebody wrote it meanwhile."""
        if not self._write:
            return True
        condition = {"ConditionExpression": "attribute_not_exists(pk)"} if new else {}
        mark = {RESTORED: {"BOOL": True}} if new else {}  # nothing but a new item is ever followed up as an event
        try:
            self._dynamodb.put_item(TableName=self._table, Item=_plain(item) | mark, **condition)
        except self._dynamodb.exceptions.ConditionalCheckFailedException:
            return False
        return True

    def _heads(self, partitions: Iterable[str]) -> dict[str, Head]:
        heads = self._read((pk, FIRST_PART) for pk in partitions)
        return {pk: read_head(OrderItem.from_raw_data(head)) for (pk, _), head in heads.items()}

    def _read(self, keys: Iterable[Key]) -> dict[Key, Item]:
        asked: dict[str, Any] = {
            self._table: {"Keys": [{"pk": {"S": pk}, "sk": {"S": sk}} for pk, sk in keys], "ConsistentRead": True}
        }
        found = dict[Key, Item]()
        while asked:
            answer = self._dynamodb.batch_get_item(RequestItems=asked)
            found |= {_key(item): item for item in answer["Responses"].get(self._table, ())}
            asked = answer.get("UnprocessedKeys") or {}
        return found


def _in_table(value: dict[str, Any]) -> dict[str, Any]:
    """A value as the table takes it: in an export, bytes are base64."""
    return {"B": base64.b64decode(value["B"])} if "B" in value else value


def _is_list(item: Item) -> bool:
    """Whether it lists an order under a name."""
    return str(item["pk"]["S"]).startswith("NAMES#")


def _whole(item: Item) -> str:
    """The partition that says whether the item may come back."""
    return str(item["order_id"]["S"] if _is_list(item) else item["pk"]["S"])


def _plain(item: Item) -> Item:
    """Without the mark of an earlier restore."""
    return {name: value for name, value in item.items() if name != RESTORED}


def _key(item: Item) -> Key:
    return item["pk"]["S"], item["sk"]["S"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code 1 when there is no such export, 2 when it is not asked for properly."""
    parser = argparse.ArgumentParser(prog="python -m tools.restore", description="Puts back what a table has lost.")
    parser.add_argument("table", choices=TABLES)
    parser.add_argument("export", metavar="s3://BUCKET/…/AWSDynamoDB/ID")
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument(
        "--key", nargs="+", default=[], metavar="PK", help="these partitions alone, such as an order's id"
    )
    which.add_argument("--all", action="store_true", help="the whole table: what was rightly deleted since comes back")
    parser.add_argument("--replace", action="store_true", help="of --key: also what has changed since")
    parser.add_argument("--write", action="store_true", help="otherwise it only says what it would do")
    asked = parser.parse_args(arguments)
    place = PLACE.fullmatch(asked.export)
    if place is None or (asked.replace and asked.all):
        parser.error("an export is s3://BUCKET/…/AWSDynamoDB/ID; --replace is for named partitions")
    from botocore.exceptions import ClientError

    try:
        table = getattr(wire().settings, f"{asked.table}_table")
        restore = Restore(table, asked.key, replace=asked.replace, write=asked.write)
        restore.run(Export(*place.groups()).items())
    except SettingsError as error:
        print(error, file=sys.stderr)
        return 2
    except ClientError as error:
        print(f"{asked.export}: {error.response['Error']['Code']}", file=sys.stderr)
        return 1
    told = ", ".join(f"{count} {what}" for what, count in sorted(restore.counts.items())) or "nothing of it is here"
    print(told if asked.write else f"{told} (nothing was written: add --write)")
    return 0


if __name__ == "__main__":
    sys.exit(main())

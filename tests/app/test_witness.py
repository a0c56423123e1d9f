"""The trail's second copy: what a step could do to a row is found, what comes twice or late changes nothing."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError

from chalicelib.api import audited
from chalicelib.shared.clock import SHANGHAI
from chalicelib.shared.ids import random_id
from chalicelib.staff.audit_store import AuditItem
from chalicelib.staff.model import StaffRole
from chalicelib.staff.witness import Digest, folder
from chalicelib.storage.objects import Objects
from chalicelib.wire import wire
from sandbox.clock import SandboxClock
from tests.worlds.app import World
from tests.worlds.staff import hire, who
from tools import witness

Told = pytest.CaptureFixture[str]


def today() -> date:
    return wire().clock().astimezone(SHANGHAI).date()


class Branch:
    """A branch with a row in its trail: somebody gave a reason about a task."""

    def __init__(self, world: World) -> None:
        self.name, self.task_id, self.day = f"b{random_id(8)}", random_id(), today()
        self._box = world.box
        world.box.streams.by_step["witness"].skip()
        self.account = hire(StaffRole.MANAGER, branch=self.name)
        wire().staff.audit.note(who(self.account), "view_orders", f"task {self.task_id}", reason="学生来电")

    @property
    def rows(self) -> list[AuditItem]:
        return [AuditItem.from_raw_data(raw) for raw in wire().stores.audit_rows.stored(self.name, self.day)]

    @property
    def copy(self) -> AuditItem:
        key = (self.name, f"task {self.task_id}", self.row.sk)
        return AuditItem.from_raw_data(next(wire().stores.audit_rows.stored_by_subject([key])))

    @property
    def row(self) -> AuditItem:
        (row,) = (row for row in self.rows if row.action == "view_orders")
        return row

    def kept(self) -> dict[tuple[str, str], set[str]]:
        return {key: ever for key, ever in witness.kept(self.day).items() if f"#{self.name}#" in key[0]}

    def faults(self) -> list[str]:
        return [line for line in witness.check(self.day)[0] if f"#{self.name}#" in line]

    def follow(self) -> None:
        self._box.streams.by_step["witness"].drain()


@pytest.fixture
def branch(world: World) -> Branch:
    return Branch(world)


def alarms(told: Told) -> list[dict[str, Any]]:
    lines = [json.loads(line) for line in told.readouterr().out.splitlines() if line.startswith('{"at"')]
    return [line for line in lines if line["what"] == "a row of the audit trail was changed"]


def write_over(world: World, item: AuditItem) -> None:
    """As the desk's step could, by its policy."""
    with world.box.steps.permissions.of("staff"):
        item.save()


def test_each_row_has_a_digest_that_says_nothing_of_it(world: World, branch: Branch, capsys: Told) -> None:
    assert branch.kept() == {}
    branch.follow()
    assert branch.kept().keys() == {(row.pk, row.sk) for row in branch.rows}
    s3, bucket = world.box.aws_client("s3"), world.box.env["AUDIT_BUCKET"]
    listed = s3.list_objects_v2(Bucket=bucket, Prefix=folder(branch.day.isoformat()))["Contents"]
    text = "".join(s3.get_object(Bucket=bucket, Key=one["Key"])["Body"].read().decode() for one in listed)
    for secret in (branch.account.staff_id, branch.task_id, "学生来电", "view_orders", who(branch.account).name):
        assert secret not in text
    assert (branch.faults(), alarms(capsys)) == ([], [])


def test_nobody_deletes_a_digest(world: World, branch: Branch) -> None:
    branch.follow()
    s3, bucket = world.box.aws_client("s3"), world.box.env["AUDIT_BUCKET"]
    version = s3.list_object_versions(Bucket=bucket, Prefix=folder(branch.day.isoformat()))["Versions"][0]
    with pytest.raises(ClientError, match="AccessDenied"):
        s3.delete_object(
            Bucket=bucket, Key=version["Key"], VersionId=version["VersionId"], BypassGovernanceRetention=True
        )
    kept = branch.kept()
    for one in s3.list_object_versions(Bucket=bucket, Prefix=folder(branch.day.isoformat()))["Versions"]:
        s3.delete_object(Bucket=bucket, Key=one["Key"])  # hides it, as whoever may delete could
    assert branch.kept() == kept
    assert branch.faults() == []


@pytest.mark.parametrize("step", ["staff", "rights", "purge", "imports", "witness"])
def test_no_step_reads_or_deletes_a_digest_and_one_alone_adds_any(world: World, branch: Branch, step: str) -> None:
    objects = Objects(world.box.env["AUDIT_BUCKET"])
    with world.box.steps.permissions.of(step):
        with pytest.raises(ClientError, match="AccessDenied"):
            objects.delete(f"{folder(branch.day.isoformat())}x.jsonl")
        with pytest.raises(ClientError, match="AccessDenied"):
            objects.get(f"{folder(branch.day.isoformat())}x.jsonl", 10)
        if step != "witness":
            with pytest.raises(ClientError, match="AccessDenied"):
                wire().stores.witness.keep([Digest(pk=f"AUDIT#{branch.name}#2026-11-29", sk="x", sha256="")])


def test_a_row_that_was_written_over_is_told_and_stays_found(world: World, branch: Branch, capsys: Told) -> None:
    branch.follow()
    before, changed = branch.row, branch.row
    changed.body = changed.body.replace("学生来电", "例行检查")
    write_over(world, changed)
    branch.follow()
    (alarm,) = alarms(capsys)
    assert (alarm["kind"], alarm["id"], alarm["findings"]) == ("MODIFY", before.sk, ["body"])
    assert branch.faults() == [f"{before.pk} {before.sk}：被改动", f"{before.pk} {before.sk}：按对象查到的不一样"]
    write_over(world, before)
    branch.follow()
    assert len(alarms(capsys)) == 1
    assert branch.faults() == [f"{before.pk} {before.sk}：被改动"]


def test_a_row_that_was_changed_before_anybody_witnessed_it_is_found_too(world: World, branch: Branch) -> None:
    changed = branch.row
    changed.staff_id = "somebody-else"
    write_over(world, changed)
    branch.follow()
    assert f"{changed.pk} {changed.sk}：被改动" in branch.faults()


def test_a_removed_row_is_told_and_named(branch: Branch, capsys: Told) -> None:
    branch.follow()
    row = branch.row
    row.delete()  # as whoever holds the account could
    branch.follow()
    (alarm,) = alarms(capsys)
    assert (alarm["kind"], alarm["id"]) == ("REMOVE", row.sk)
    assert branch.faults() == [f"{row.pk} {row.sk}：被删除"]


def test_the_copy_by_subject_is_watched_as_well(world: World, branch: Branch, capsys: Told) -> None:
    branch.follow()
    row, copy = branch.row, branch.copy
    copy.action = "nothing"
    write_over(world, copy)
    branch.follow()
    assert [alarm["findings"] for alarm in alarms(capsys)] == [["action"]]
    assert branch.faults() == [f"{row.pk} {row.sk}：按对象查到的不一样"]
    assert set(map(len, branch.kept().values())) == {1}


def test_a_mark_of_a_restore_is_no_change(world: World, branch: Branch, capsys: Told) -> None:
    branch.follow()
    row = branch.row
    world.box.aws_client("dynamodb").update_item(
        TableName="PeopleTable",
        Key={"pk": {"S": row.pk}, "sk": {"S": row.sk}},
        UpdateExpression="SET restored = :yes",
        ExpressionAttributeValues={":yes": {"BOOL": True}},
    )
    branch.follow()
    assert (branch.faults(), alarms(capsys)) == ([], [])


def record(branch: Branch, number: int, **more: Any) -> dict[str, Any]:
    keys = {"pk": {"S": f"AUDIT#{branch.name}#{branch.day}"}, "sk": {"S": f"2026-11-29T00:00:00Z#{number}"}}
    image = keys | {"body": {"S": "{}"}, "staff_id": {"S": "s"}, "action": {"S": "a"}}
    change = {"Keys": keys, "NewImage": image, "SequenceNumber": str(number)} | more
    return {"eventName": "INSERT", "eventSource": "aws:dynamodb", "dynamodb": change}


def count(world: World, branch: Branch) -> int:
    listed = world.box.aws_client("s3").list_object_versions(
        Bucket=world.box.env["AUDIT_BUCKET"], Prefix=folder(branch.day.isoformat())
    )
    return len(listed.get("Versions", ()))


def test_what_comes_twice_late_or_cut_otherwise_changes_nothing(world: World, branch: Branch) -> None:
    records = [record(branch, number) for number in range(4)]
    assert audited.witness({"Records": records}) == {"batchItemFailures": []}
    kept, objects = branch.kept(), count(world, branch)
    for again in (records, records[::-1], [*records, *records]):
        assert audited.witness({"Records": again}) == {"batchItemFailures": []}
    assert count(world, branch) == objects
    for half in (records[2:], records[:2]):
        audited.witness({"Records": half})
    assert branch.kept() == kept
    assert set(map(len, kept.values())) == {1}


def test_what_cannot_be_read_holds_up_nothing_that_came_before_it(branch: Branch, capsys: Told) -> None:
    spoilt = record(branch, 2, Keys={})
    records = [record(branch, 1), spoilt, record(branch, 3)]
    assert audited.witness({"Records": records}) == {"batchItemFailures": [{"itemIdentifier": "2"}]}
    assert [sk for _, sk in branch.kept()] == ["2026-11-29T00:00:00Z#1"]
    assert "cannot be read" in capsys.readouterr().out


def test_what_cannot_be_written_comes_again_whole(branch: Branch, monkeypatch: pytest.MonkeyPatch) -> None:
    put, tries = Objects.put, list[str]()

    def away_once(self: Objects, key: str, data: bytes, content_type: str) -> bool:
        tries.append(key)
        if len(tries) == 1:
            raise ConnectionError
        return put(self, key, data, content_type)

    monkeypatch.setattr(Objects, "put", away_once)
    branch.follow()
    assert len(set(tries)) == 1 < len(tries)
    assert branch.faults() == []


def test_rows_from_before_get_their_digests_by_hand(
    world: World, branch: Branch, clock: SandboxClock, capsys: Told
) -> None:
    world.plain_task(branch=branch.name)  # as every branch has that has been at work
    rows = branch.rows
    world.box.streams.by_step["witness"].skip()  # as if it had been written by a release without a second copy
    assert branch.faults() == []  # it may be on its way
    clock.move(minutes=11, schedules=False)
    assert sorted(branch.faults()) == sorted(f"{row.pk} {row.sk}：没有指纹" for row in rows)
    assert witness.main([str(branch.day)]) == 1
    witness.main([str(branch.day - timedelta(days=1)), str(branch.day), "--add"])
    said = capsys.readouterr().out.partition("条指纹\n")
    assert re.search(r"补上了 \d+ $", said[0])
    assert branch.name not in said[2]
    assert branch.faults() == []

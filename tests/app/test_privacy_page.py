"""docs/privacy.md, item by item: what is stored of a student after her journey, after her deletion, after the purge."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from chalicelib.identity.inbox_store import KEEP
from chalicelib.wire import wire
from tests.worlds.app import World
from tests.worlds.kept_data import every_item, family, where
from tests.worlds.privacy_journey import Journey, made

ROOT = Path(__file__).parents[2]

# The first words of a row of the page → the kinds of items and the folders of the bucket that it is about.
ROWS: dict[str, str] = {
    "uploads in quarantine": "in/",
    "reads of collection codes": "inbox READ",
    "links by which somebody else pays": "inbox PAYLINK",
    "guesses of an ID's last four": "inbox RATE",
    "that somebody of the staff looked": "inbox RATE",
    "SMS codes, marks of answered captchas": "inbox OTP, inbox CAPTCHA, inbox RATE",
    "counters of limits": "inbox RATE",
    "sessions: a digest": "inbox SESSION, inbox SESSIONS",
    "how a student's session was ended": "inbox SESSION",
    "the phone of a member of staff": "people STAFF",
    "how a session of the staff ended": "inbox ENDED",
    "that somebody proved to be the owner": "inbox PROVED",
    "an account's number, sealed": "orders MOVED",
    "originals": "original/, standard/, orders PHOTO, orders SAME",
    "copies of a fiftieth": "standard/",
    "which decision was looked at twice": "orders PHOTO",
    "names, numbers, contact data": "orders HEAD, orders EVT",
    "which order an enrolment": "orders CLAIM, orders NUMBER, orders BRANCH",
    "delivery packages": "packages/, orders PACKAGE, orders PACKAGES, orders COLLECTING, orders PURGED",
    "which orders a name has": "orders NAMES, orders NAMED",
    "what a student was told": "orders TOLD",
    "teachers' links": "tasks TEACHER, tasks TEACHERS",
    "tokens of devices": "inbox TEACHER",
    "uploaded tables": "in/",
    "which photo CHSI refused": "orders CHSI",
    "rosters, who was photographed": "tasks ROSTER, tasks ROLL, tasks PROGRESS, tasks DAY",
    "how many orders of a task": "tasks COUNT, tasks STATS, tasks WORK",
    "tables that staff exported": "tables/",
    "of each row of the audit trail": "audit/",
    "notices of tasks": "notices/",
    "sums of money": "tasks COUNT",
    "copies made for their owner": "exports/",
    "what reviewers decided": "feedback/",
    "payments, refunds, ledger": "orders PAY, orders REFUND, orders LEDGER, orders TRANSACTION, orders PREPAY,"
    " orders INVOICED, orders INVOICENO, orders EVT, orders HEAD",
    "titles of invoices that wait": "orders INVOICE, orders INVOICES",
    "an account's nickname": "people P/PROFILE, avatars/",
    "the ways into an account": "people P/PROFILE, people LOGIN",
    "staff accounts": "people STAFF, people STAFFNAME, people STAFFOF",
    "consents, deletion records": "people P/PROFILE, people P/DELETION, people AUDIT, people AUDITOF, people DELETIONS",
    "how many pictures": "tasks FACES",
    "which orders an account was given": "orders OWNER",
}
# A counter's name in the code → words of the row that tells it.
COUNTERS = {
    "asked": "how often a payment was looked after", "budget": "how many SMS a number got",
    "export": "copies", "id_tail": "guesses of an ID's last four", "lane": "how many codes a network had sent",
    "net": "how many codes a network had sent", "phone": "how many SMS a number got", "reads": "readings",
    "staff": "wrong logins to the console", "staff#finds": "how many numbers a member of staff looked up",
    "staff#faces": "how many faces a member of staff saw without deciding",
    "staff#refunds": "how many paid orders a member of staff refunded alone",
    "staff#listed": "that somebody of the staff looked",
    "staff#told": "that staff sent a message", "task_code": "tries of task codes", "uploads": "forms",
    "wechat": "refused codes of WeChat", "payers": "how much a link is used",
    "payer": "how much a link is used", "payments": "of payments through a link", "look": "how much a link is used",
}  # fmt: skip
NAMED = re.compile(r'"RATE#([a-z_]+(?:#[a-z]+)?)|_claim\(f"([a-z_]+)#')
NOBODYS = {  # schools, tasks and their codes; when purge looks where; the token of our own mini-program
    "tasks BRANCH", "tasks BRANCHES", "tasks CODE", "tasks LOOKS", "tasks NAME", "tasks SCHOOLS", "tasks T",
    "inbox TOKEN",
}  # fmt: skip
LEGIBLE = {"orders HEAD", "orders PACKAGE", "packages/", "exports/"}  # where a name and a number are not sealed
AT_MOST = {  # how long the inbox keeps what the page says a time of
    "inbox SESSION": timedelta(hours=12),  # of somebody who did not say that the computer is her own
    "inbox SESSIONS": timedelta(hours=12),
    "inbox OTP": timedelta(minutes=5),
    "inbox CAPTCHA": timedelta(minutes=6),
    "inbox RATE": timedelta(days=1),
}


def rows() -> Iterator[list[str]]:
    """The cells of the rows under “How long”."""
    part = (ROOT / "docs" / "privacy.md").read_text().partition("## How long")[2].partition("\n## ")[0]
    for line in part.splitlines():
        if line.startswith("| ") and not line.startswith("| what | where"):
            yield [cell.strip() for cell in line.strip("|").split(" | ")]


def places() -> set[str]:
    return {place.strip() for named in ROWS.values() for place in named.split(",")}


@pytest.fixture(scope="module")
def journey(world: World, _begin: None) -> Journey:
    return made(world)


def test_every_row_of_the_page_is_looked_at_here() -> None:
    told = [row[0] for row in rows()]
    assert [said for said in told if not any(said.startswith(words) for words in ROWS)] == []
    assert [words for words in ROWS if not any(said.startswith(words) for said in told)] == []


def test_every_counter_is_told() -> None:
    sources = "\n".join(file.read_text() for file in (ROOT / "chalicelib").rglob("*.py"))
    found = {one or other for one, other in NAMED.findall(sources)}
    assert found == set(COUNTERS)
    part = (ROOT / "docs" / "privacy.md").read_text().partition("## How long")[2].partition("\n## ")[0]
    assert [name for name, words in COUNTERS.items() if words not in part] == []


def test_nothing_is_kept_that_the_page_does_not_tell(world: World, journey: Journey) -> None:
    kinds = {family(table, item) for table, item in every_item(world)}
    folders = {f"{key.partition('/')[0]}/" for key in world.objects("")}
    assert kinds | folders >= {"orders HEAD", "people P/PROFILE", "inbox SESSION", "standard/"}
    assert (kinds | folders) - places() - NOBODYS == set()


def test_a_thief_of_the_tables_reads_a_name_and_a_number_and_nothing_else(world: World, journey: Journey) -> None:
    found = where(world, journey.marks)
    clear = {name: kinds - {"exports/"} for name, kinds in found.items()}
    assert {name for name, kinds in clear.items() if kinds} == {"name", "student_no", "read_no"}
    assert set().union(*clear.values()) <= LEGIBLE


@pytest.mark.parametrize("kind", AT_MOST)
def test_the_inbox_forgets_when_the_page_says(world: World, journey: Journey, kind: str) -> None:
    now = wire().clock().timestamp()
    left = [float(item["ttl"]["N"]) - now for table, item in every_item(world) if family(table, item) == kind]
    assert left
    assert max(left) <= (AT_MOST[kind] + KEEP).total_seconds()


def test_the_locked_digests_name_nobody(world: World, journey: Journey) -> None:
    world.box.streams.by_step["witness"].drain()
    locked, bucket = world.box.aws_client("s3"), world.box.env["AUDIT_BUCKET"]
    found = [one["Key"] for one in locked.list_objects_v2(Bucket=bucket, Prefix="audit/")["Contents"]]
    texts = [locked.get_object(Bucket=bucket, Key=key)["Body"].read().decode() for key in found]
    assert any("AUDIT#" in text for text in texts)
    assert [mark for mark in journey.marks.values() if any(mark in text for text in texts)] == []


def test_the_bucket_forgets_when_the_page_says() -> None:
    resources = json.loads((ROOT / ".chalice" / "resources.json").read_text())["Resources"]
    rules = resources["PhotoBucket"]["Properties"]["LifecycleConfiguration"]["Rules"]
    days = {rule["Prefix"]: rule["ExpirationInDays"] for rule in rules if "Prefix" in rule}
    words = {"a": 1, "three": 3, "30": 30, "400": 400}
    told = {
        place: words[found[1]]
        for row in rows()
        for said, named in ROWS.items()
        for place in named.split(", ")
        if row[0].startswith(said) and place.endswith("/") and (found := re.search(r"(a|three|\d+) days?", row[2]))
    }
    told["notices/tasks/"] = told.pop("notices/")
    assert {folder: told[folder] for folder in days} == days

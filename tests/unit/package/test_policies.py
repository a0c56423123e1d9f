"""What each step may do, said twice: here as a table, in .chalice/policies as IAM.  They must agree."""

from __future__ import annotations

import json
from dataclasses import fields
from fnmatch import fnmatchcase
from typing import Any

import pytest

from chalicelib.shared.settings import STEPS, group_of
from deploy.template_checks import statement_faults
from sandbox.cloud.permissions import ANY, POLICIES, as_list, rights

R = {"GetItem", "Query"}
W = {"ConditionCheckItem", "PutItem", "UpdateItem"}
READ_PUT = {"GetItem", "PutItem"}
GET, PUT, DELETE = {"GetItem"}, {"PutItem", "UpdateItem"}, {"DeleteItem"}
SESSION = {"SESSION#*": GET}
RECEIVE = {"ChangeMessageVisibility", "DeleteMessage", "GetQueueAttributes", "ReceiveMessage"}
STREAM = {"DescribeStream", "GetRecords", "GetShardIterator", "ListStreams"}
SWEEP: dict[str, dict[str, set[str]]] = {
    "OrdersTable": {ANY: {"UpdateItem"}},
    "OrdersTable/due": {ANY: {"Query"}},
    "DueQueue": {ANY: {"SendMessage"}},
}

# step → resource → what it may do there: by the item's key in inbox, by the prefix in s3.  ListBucket is there for
# an absent object to be absent and not forbidden, as GetObject answers without it.
MATRIX: dict[str, dict[str, dict[str, set[str]]]] = {
    "login": {
        "OrdersTable/by_person": {ANY: {"Query"}},
        "OrdersTable": {"OWNER#*": {"GetItem", "UpdateItem"}, "MOVED#*": {"PutItem"}},
        "PeopleTable": {"P#*": READ_PUT, "LOGIN#*": READ_PUT | DELETE},
        "TasksTable": {"TEACHER#*": GET},
        "InboxTable": {"CAPTCHA#*": {"PutItem"}, "TEACHER#*": {"PutItem"}, "OTP#*": PUT, "RATE#*": GET | PUT}
        | {"TOKEN#*": READ_PUT | DELETE, "SESSION#*": GET | PUT | DELETE | {"BatchGetItem", "BatchWriteItem"}}
        | {"PROVED#*": READ_PUT | DELETE}
        | {"SESSIONS#*": {"BatchWriteItem", "GetItem", "UpdateItem"}},
        "s3": {"avatars/*": {"GetObject", "DeleteObject"}, ANY: {"ListBucket"}}
        | {prefix: {"DeleteObject"} for prefix in ("exports/*", "in/avatar/*", "in/qr/*")},
    },
    "lookup": {
        "TasksTable": {
            ANY: R | {"BatchGetItem"},
            "TEACHER#*": {"UpdateItem"},
            "ROLL#*": {"BatchWriteItem", "PutItem"},
        },
        "InboxTable": SESSION | {"TEACHER#*": GET, "RATE#*": GET | PUT},
    },
    "upload": {
        "OrdersTable": {ANY: R | {"BatchGetItem", "PutItem"}, "OWNER#*": {"UpdateItem"}},
        "PeopleTable": {"P#*": GET | {"BatchGetItem"}},
        "TasksTable": {ANY: R},
        "InboxTable": SESSION | {"RATE#*": {"UpdateItem"}},
        "s3": {prefix: {"PutObject"} for prefix in ("in/qr/*", "in/photo/*", "in/avatar/*")},
    },
    "decode": {
        "OrdersTable": {ANY: R | {"BatchGetItem"}},
        "TasksTable": {ANY: R},
        "InboxTable": dict.fromkeys(("RATE#*", "SESSION#*"), GET | PUT),
        "s3": {"in/qr/*": {"GetObject"}, ANY: {"ListBucket"}},
    },
    "validate": {
        "OrdersTable": {ANY: R | W, "SAME#*": DELETE},
        "TasksTable": {ANY: R},
        "s3": {"in/photo/*": {"GetObject"}, "in/avatar/*": {"GetObject", "DeleteObject"}}
        | {prefix: {"PutObject"} for prefix in ("original/*", "standard/*")}
        | {"avatars/*": {"GetObject", "PutObject", "DeleteObject"}}
        | {ANY: {"ListBucket"}},
        "ValidateFailures": {ANY: {"SendMessage"}},
        "JudgeQueue": {ANY: RECEIVE},
    },
    "orders": {
        "OrdersTable": {ANY: R | W | {"BatchGetItem"}, "NAMES#*": DELETE},
        "OrdersTable/by_person": {ANY: {"Query"}},
        "PeopleTable": {"P#*": READ_PUT | {"BatchGetItem"}},
        "TasksTable": {ANY: R | {"BatchGetItem"}},
        "InboxTable": SESSION | {"RATE#*": GET | PUT},
        "s3": {prefix: {"GetObject"} for prefix in ("standard/*", "avatars/*")},
    },
    "pay": {
        "OrdersTable": {ANY: R | W},
        "PeopleTable": {"P#*": GET | {"BatchGetItem"}},
        "TasksTable": {ANY: R | {"BatchGetItem"}},
        "InboxTable": SESSION | {"RATE#*": PUT, "PAYLINK#*": {"GetItem", "PutItem"}},
    },
    "pay_webhook": {"OrdersTable": {ANY: R | W}, "TasksTable": {ANY: R}},
    "rights": {
        "OrdersTable": {ANY: R | W | DELETE},
        "OrdersTable/by_person": {ANY: {"Query"}},
        "PeopleTable": {"P#*": READ_PUT | {"Query"}, "LOGIN#*": DELETE}
        | {key: {"PutItem"} for key in ("AUDIT#*", "AUDITOF#*", "DELETIONS#*")},
        "TasksTable": {ANY: R, "LOOKS": {"PutItem"}},
        "InboxTable": dict.fromkeys(("SESSION#*", "SESSIONS#*"), GET | DELETE | {"UpdateItem"})
        | {"RATE#*": {"UpdateItem"}, "PROVED#*": {"GetItem"}},
        "s3": {prefix: {"GetObject", "DeleteObject"} for prefix in ("original/*", "standard/*")}
        | {prefix: {"DeleteObject"} for prefix in ("in/photo/*", "in/avatar/*", "in/qr/*", "avatars/*", "packages/*")}
        | {"exports/*": {"GetObject", "PutObject", "DeleteObject"}, ANY: {"ListBucket"}},
    },
    "purge": {
        "OrdersTable": {ANY: R | W | DELETE | {"BatchGetItem", "BatchWriteItem"}},
        "OrdersTable/by_task_state": {ANY: {"Query"}},
        "PeopleTable": {key: {"PutItem"} for key in ("AUDIT#*", "AUDITOF#*", "DELETIONS#*")},
        "TasksTable": {ANY: R | DELETE | {"BatchWriteItem"}}
        | {key: {"PutItem"} for key in ("FACES", "FACES#*", "LOOKS", "LOOKS#*")},
        "s3": {prefix: {"DeleteObject"} for prefix in ("in/photo/*", "original/*", "standard/*", "packages/*")}
        | {ANY: {"ListBucket"}},
    },
    "gather_feedback": {
        "OrdersTable": {ANY: {"Query"}},
        "PeopleTable": {"AUDIT#*": {"Query"}, "P#*": {"GetItem"}},
        "TasksTable": {ANY: R},
        "s3": {"feedback/*": {"GetObject", "PutObject"}, ANY: {"ListBucket"}},
    },
    "staff": {
        "OrdersTable": {ANY: R | W | {"BatchGetItem"}}
        | dict.fromkeys(("INVOICENO#*", "INVOICES#*", "NAMES#*", "PROPOSALS#*"), DELETE),
        **{f"OrdersTable/{index}": {ANY: {"Query"}} for index in ("by_person", "by_task_state", "queue", "task_queue")},
        "PeopleTable": {"P#*": READ_PUT, "LOGIN#*": READ_PUT | DELETE, "DELETIONS#*": {"Query"}}
        | {"STAFF#*": {"ConditionCheckItem", "DeleteItem", "PutItem", "Query"}, "STAFFNAME#*": READ_PUT | DELETE}
        | {"STAFFOF#*": {"PutItem", "Query"} | DELETE}
        | {key: {"PutItem", "Query"} for key in ("AUDIT#*", "AUDITOF#*")},
        "TasksTable": {ANY: R | W | DELETE | {"BatchGetItem"}, "ROLL#*": {"BatchWriteItem"}},
        "InboxTable": dict.fromkeys(("SESSION#*", "SESSIONS#*"), GET | DELETE | {"UpdateItem"})
        | dict.fromkeys(("RATE#staff#*", "TOKEN#*"), GET | PUT | DELETE)
        | dict.fromkeys(("OTP#staff#*", "RATE#phone#*", "RATE#budget#*", "RATE#net#*", "RATE#lane#*"), GET | PUT)
        | {"CAPTCHA#*": {"PutItem"}, "ENDED#*": {"GetItem", "PutItem"}, "NOTICE#bulk*": GET | PUT},
        "s3": {prefix: {"GetObject"} for prefix in ("original/*", "standard/*", "packages/*", "tables/*")}
        | {
            "notices/*": {"GetObject", "PutObject"},
            "in/staff/*": {"GetObject", "PutObject"},
        }
        | {ANY: {"ListBucket"}},
        "DeliverQueue": {ANY: {"SendMessage"}},
        "ImportQueue": {ANY: {"SendMessage"}},
        "BillQueue": {ANY: {"SendMessage"}},
        "RemindQueue": {ANY: {"SendMessage"}},
    },
    "notify": {
        # NAMED#: the release before writes it, and is what still runs while this one is deployed, or is taken back
        "OrdersTable": {ANY: R | {"ConditionCheckItem"}}
        | {key: {"PutItem"} for key in ("INVOICES#*", "NAMED#*", "NAMES#*", "TOLD#*")}
        | {"MOVED#*": DELETE},
        "OrdersTable.StreamArn": {ANY: STREAM},
        "PeopleTable": {"P#*": GET},
        "TasksTable": {ANY: R | {"UpdateItem"}},
        "InboxTable": dict.fromkeys(("HELD#*", "NOTICE#*", "TOKEN#*"), GET | PUT | DELETE),
        "NotifyFailures": {ANY: {"SendMessage"}},
        "RemindQueue": {ANY: RECEIVE},
        "DueQueue": {ANY: {"SendMessage"}},
    },
    "witness": {
        "PeopleTable.StreamArn": {ANY: STREAM},
        "s3 audit": {"audit/*": {"PutObject"}},
        "WitnessFailures": {ANY: {"SendMessage"}},
    },
    "imports": {
        "OrdersTable": {ANY: R | W},
        "PeopleTable": {key: {"PutItem"} for key in ("AUDIT#*", "AUDITOF#*")},
        "TasksTable": {ANY: R | W | DELETE | {"BatchGetItem", "BatchWriteItem"}},
        "s3": {"in/staff/*": {"GetObject", "PutObject"}, ANY: {"ListBucket"}},
        "ImportQueue": {ANY: RECEIVE | {"SendMessage"}},
    },
    "deliver": {
        "OrdersTable": {ANY: R | W | {"BatchGetItem"}},
        **{f"OrdersTable/{index}": {ANY: {"Query"}} for index in ("by_task_state", "task_queue")},
        "PeopleTable": {"P#*": GET},
        "TasksTable": {ANY: R | {"BatchGetItem"}},
        "s3": {"standard/*": {"GetObject"}, ANY: {"ListBucket"}}
        | {key: {"GetObject", "PutObject", "DeleteObject"} for key in ("packages/*", "tables/*")},
        "DeliverQueue": {ANY: RECEIVE | {"SendMessage"}},
    },
    "remind": {
        **{f"OrdersTable/{index}": {ANY: {"Query"}} for index in ("due", "by_task_state", "queue")},
        "TasksTable": {ANY: R},
        "InboxTable": {"HELD#*": GET, "NOTICE#*": GET | PUT | DELETE},
        "RemindQueue": {ANY: {"SendMessage"}},
    },
    "expire": SWEEP | {"JudgeQueue": {ANY: {"SendMessage"}}},
    "reconcile": SWEEP,
    "match_bills": {"OrdersTable": {ANY: R | W, "BILL#*": DELETE}, "TasksTable": {ANY: R}, "BillQueue": {ANY: RECEIVE}},
    "settle_due": {"OrdersTable": {ANY: R | W}, "TasksTable": {ANY: R}, "DueQueue": {ANY: RECEIVE}},
}
MONEY = {"match_bills", "orders", "pay", "pay_webhook", "settle_due", "staff"}
SECRETS = {
    # The steps without any key are those that judge pictures, move due orders, purge, remind and talk to a channel.
    "master": {"login", "lookup", "decode", "orders", "pay", "staff", "deliver", "rights", "notify", "imports"},
    "contact": {"login", "lookup", "decode", "orders", "staff", "deliver", "rights", "notify"},
    "staff": {"staff"},
    "codes": {"decode", "imports", "staff"},
    "wechat": {"login", "pay", "notify"},
    "wxpay": MONEY | {"notify"},
    "alipay": MONEY,
    "sms": {"login", "notify", "staff"},
}
LOG_GROUP = "arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:/aws/lambda/gradphoto-${Stage}-%s:*"


def statements(step: str) -> list[dict[str, Any]]:
    policy = json.loads((POLICIES / f"{step}.json").read_text())
    assert all(one["Effect"] == "Allow" for one in policy["Statement"])
    found: list[dict[str, Any]] = policy["Statement"]
    return found


def test_every_policy_is_a_step_and_every_step_has_one() -> None:
    assert {path.stem for path in POLICIES.glob("*.json")} == set(MATRIX)


@pytest.mark.parametrize("step", MATRIX)
def test_a_policy_says_what_the_matrix_says(step: str) -> None:
    assert {name: keys for name, keys in rights(step).items() if name != "secrets"} == MATRIX[step]


TRAIL = ("AUDIT#x", "AUDITOF#x", "DELETIONS#x")


@pytest.mark.parametrize("step", MATRIX)
def test_no_step_deletes_or_updates_a_row_of_the_trail(step: str) -> None:
    people = [(keys, actions) for keys, actions in rights(step).get("PeopleTable", {}).items()]
    may = {
        action
        for key in TRAIL
        for keys, actions in people
        if keys == ANY or fnmatchcase(key, keys)
        for action in actions
    }
    assert may <= {"PutItem", "Query"}


def test_one_step_adds_to_the_trails_second_copy_and_none_reads_or_deletes_it() -> None:
    may = {step: rights(step)["s3 audit"] for step in MATRIX if "s3 audit" in rights(step)}
    assert may == {"witness": {"audit/*": {"PutObject"}}}


def test_only_the_staffs_step_reaches_what_opens_a_staff_account() -> None:
    """Argon2 hashes and the secrets of authenticators."""
    accounts = [
        step
        for step in MATRIX
        for keys in rights(step).get("PeopleTable", {})
        if keys == ANY or fnmatchcase("STAFF#x", keys)
    ]
    assert accounts == ["staff"]


@pytest.mark.parametrize("step", MATRIX)
def test_a_step_reads_the_secrets_of_its_settings_and_no_other(step: str) -> None:
    groups = {group_of(field) for field in fields(STEPS[step])} - {""}
    assert rights(step).get("secrets", {}) == {group: {"GetSecretValue"} for group in groups}


def test_few_read_what_moves_money_or_sends_messages() -> None:
    """Said once more, since a field in a base class of the settings reaches many steps."""
    readers = {group: {step for step in MATRIX if group in rights(step).get("secrets", {})} for group in SECRETS}
    assert readers == SECRETS


@pytest.mark.parametrize("step", MATRIX)
def test_a_step_writes_to_its_own_log_only(step: str) -> None:
    logs = [one for one in statements(step) if any(action.startswith("logs:") for action in as_list(one["Action"]))]
    assert [one["Resource"] for one in logs] == [{"Fn::Sub": LOG_GROUP % step}]
    assert logs[0]["Action"] == ["logs:CreateLogStream", "logs:PutLogEvents"]


@pytest.mark.parametrize("step", MATRIX)
def test_conditions_are_leading_keys_and_nothing_else(step: str) -> None:
    for statement in statements(step):
        condition = statement.get("Condition", {"ForAllValues:StringLike": {"dynamodb:LeadingKeys": []}})
        assert list(condition) == ["ForAllValues:StringLike"]
        assert list(condition["ForAllValues:StringLike"]) == ["dynamodb:LeadingKeys"]


@pytest.mark.parametrize("step", MATRIX)
def test_no_policy_has_a_bare_star(step: str) -> None:
    assert [fault for one in statements(step) for fault in statement_faults(one)] == []

"""A record of the stream that fails is named, and so is the order it is about."""

from __future__ import annotations

import json
from types import SimpleNamespace

import pytest

from chalicelib.api import stream
from chalicelib.shared.log import NO_REF, continue_under


@pytest.mark.parametrize(
    ("pk", "sk"),
    [("7Hk2", "EVT#00000003"), ("LEDGER#wechat#2026-11-24#3", "7Hk2_01#00000003#PAID")],
)
def test_what_fails_is_named_with_its_order(
    pk: str, sk: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    noted, batch = list[str](), SimpleNamespace(count=lambda _: None)
    followups = SimpleNamespace(unfinished=SimpleNamespace(add=noted.append), batch=lambda: batch)
    monkeypatch.setattr(stream, "wire", lambda: SimpleNamespace(followups=followups))
    image = {"pk": {"S": pk}, "sk": {"S": sk}, "body": {"S": "{}"}, "ref": {"S": "r-7"}}
    record = {
        "eventSource": "aws:dynamodb",
        "eventName": "INSERT",
        "dynamodb": {"NewImage": image, "SequenceNumber": "5"},
    }
    assert stream.notify({"Records": [record]}) == {"batchItemFailures": [{"itemIdentifier": "5"}]}
    said = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    failed = [line for line in said if line["what"] == "not notified"]
    assert [(line["order_id"], line["ref"]) for line in failed] == [("7Hk2", "r-7")]
    assert noted == ["7Hk2"]


def test_what_cannot_be_noted_is_named_all_the_same(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    batch = SimpleNamespace(count=lambda _: None)
    monkeypatch.setattr(stream, "wire", lambda: SimpleNamespace(followups=SimpleNamespace(batch=lambda: batch)))
    continue_under("of what came before")
    image = {"pk": {"S": "7Hk2"}, "sk": {"S": "EVT#00000003"}, "body": {"S": "{}"}}
    told = {"NewImage": image, "SequenceNumber": "5"}
    record = {"eventSource": "aws:dynamodb", "eventName": "INSERT", "dynamodb": told}
    assert stream.notify({"Records": [record]}) == {"batchItemFailures": [{"itemIdentifier": "5"}]}
    said = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["what"] for line in said] == ["not counted with its batch", "not notified", "not noted"]
    assert {line["ref"] for line in said} == {NO_REF}

"""Sealed texts of orders: each opens in its own place alone, and without a ring as the release before has it."""

from __future__ import annotations

import pytest

from chalicelib.orders.model import CODE_TEXT, CONTACT
from chalicelib.orders.store.sealed_fields import CODE, UNREADABLE, SealedFields, appeal_field
from chalicelib.shared.crypto import Keys

MASTER = bytes(range(32))
OLD, NEW = Keys(MASTER), Keys(MASTER, contact={1: bytes(32)})
KINDS = {**dict.fromkeys(CONTACT, "contact"), CODE: CODE, CODE_TEXT: CODE_TEXT, appeal_field(1): "appeal"}


@pytest.mark.parametrize("field", KINDS)
def test_a_text_opens_for_its_order_and_field_alone(field: str) -> None:
    fields = SealedFields(NEW)
    sealed = fields.seal("a", field, "文字")
    assert fields.read("a", field, sealed) == "文字"
    others = [("b", field), *(("a", other) for other in (*KINDS, appeal_field(2)) if other != field)]
    assert [fields.read(*place, sealed) for place in others] == [None] * len(others)


@pytest.mark.parametrize(("field", "kind"), KINDS.items())
def test_without_a_ring_it_is_as_the_release_before_reads_and_writes_it(field: str, kind: str) -> None:
    assert OLD.unseal(SealedFields(OLD).seal("a", field, "文字"), about=kind) == "文字"
    assert SealedFields(NEW).read("a", field, OLD.seal("文字", about=kind)) == "文字"


@pytest.mark.parametrize("sealed", ["", None])
def test_nothing_is_nothing_and_no_alarm(sealed: str | None, capsys: pytest.CaptureFixture[str]) -> None:
    fields = SealedFields(NEW)
    assert (fields.read("a", CODE, sealed), fields.for_staff("a", CODE, sealed)) == (None, "")
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("sealed", ["x", "1.x", "1.AAAA", "7.AAAA", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "é.AA"])
def test_what_does_not_open_is_an_alarm_and_missing(sealed: str, capsys: pytest.CaptureFixture[str]) -> None:
    fields = SealedFields(NEW)
    kept = {"address": sealed, "email": fields.seal("a", "email", "a@b.cn")}
    assert fields.contact("a", kept) == {"email": "a@b.cn"}
    assert '"level": "alarm"' in (said := capsys.readouterr().out)
    assert '"kind": "address"' in said
    assert fields.contact_for_staff("a", kept) == {"email": "a@b.cn", "address": UNREADABLE}


def test_what_a_reading_sealed_is_bound_when_its_order_is_known() -> None:
    fields = SealedFields(NEW)
    for reading in (OLD, NEW):
        kept = fields.adopt("a", CODE, reading.seal("0123", about=CODE))
        assert (fields.read("a", CODE, kept), fields.read("b", CODE, kept)) == ("0123", None)

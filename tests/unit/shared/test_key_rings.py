"""Rings of keys: what is sealed before, during and after a change of keys opens, and nothing else does."""

import base64
import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.shared.config.key_ring import is_closed, read_ring, write_ring
from chalicelib.shared.crypto import KeyNotHeld, Keys, Sealer, UnknownKey
from sandbox.keys import load_keys

MASTER, ONE, TWO = bytes(32), b"1" * 32, b"2" * 32
OLD = Keys(MASTER)  # no ring yet: as releases before rings
FIRST = Keys(MASTER, contact={1: ONE}, staff={1: TWO})
SECOND = Keys(MASTER, contact={2: TWO, 1: ONE}, staff={1: TWO})


def release_before(sealed: str, about: str) -> str:
    """How a release that knows no ring opens a text."""
    raw = base64.b64decode(sealed)
    return AESGCM(OLD._derive("seal")).decrypt(raw[:12], raw[12:], about.encode()).decode()


def test_without_a_ring_the_release_before_reads_what_is_written() -> None:
    for sealer in (OLD.contact, OLD.staff):
        sealed = sealer.seal("13800000000", about="field of one order", before="contact")
        assert "." not in sealed
        assert release_before(sealed, "contact") == "13800000000"
        assert release_before(sealer.seal("13800000000", about="phone"), "phone") == "13800000000"


@given(st.text(max_size=40), st.text(max_size=20))
def test_every_ring_opens_what_older_ones_sealed(text: str, about: str) -> None:
    sealed = [keys.seal(text, about=about, before="old") for keys in (OLD, FIRST, SECOND)]
    assert [one.partition(".")[0] for one in sealed[1:]] == ["1", "2"]
    assert [SECOND.unseal(one, about=about, before="old") for one in sealed] == [text] * 3
    assert [SECOND.contact.is_current(one) for one in sealed] == [False, False, True]


def test_a_text_is_bound_to_its_ring_its_id_and_what_it_is_about() -> None:
    sealed = SECOND.seal("13800000000", about="this", before="old")
    swapped = "1" + sealed[1:]
    raw = bytearray(base64.b64decode(sealed[2:]))
    raw[-1] ^= 1
    tampered = f"2.{base64.b64encode(raw).decode()}"
    for text, about in ((sealed, "old"), (sealed, "that"), (swapped, "this"), (tampered, "this"), (sealed[2:], "this")):
        with pytest.raises(ValueError, match="does not open"):
            SECOND.unseal(text, about=about)
    with pytest.raises(ValueError, match="does not open"):  # another ring's key of the same id
        SECOND.staff.unseal(FIRST.contact.seal("secret", about="this"), about="this")


@pytest.mark.parametrize("sealed", ["0.abcd", "-1.abcd", "x.abcd", "٣.abcd", ".abcd", "99999.abcd", "1.", "1.a", ""])
def test_what_is_no_sealed_text_is_refused_as_one_that_does_not_open(sealed: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        FIRST.unseal(sealed, about="this")


def test_a_key_that_is_newer_than_the_ring_is_looked_up_once_and_then_refused() -> None:
    asked: list[str] = []

    def newer() -> Keys | None:
        asked.append("")
        return SECOND if len(asked) == 1 else None

    known, older = SECOND.seal("13800000000", about="this"), Keys(MASTER, contact={1: ONE}, newer=newer)
    assert older.unseal(known, about="this") == "13800000000"
    with pytest.raises(UnknownKey):
        older.unseal(f"3{known[1:]}", about="this")
    assert len(asked) == 2
    assert older.unseal(older.seal("mine", about="this"), about="this") == "mine"
    assert len(asked) == 2, "its own texts need no other ring"


def test_what_the_derived_key_sealed_is_refused_as_changed_text_once_it_is_closed() -> None:
    asked: list[str] = []

    def newer() -> None:
        asked.append("")

    sealed = OLD.seal("13800000000", about="this")
    closed = Keys(MASTER, contact={1: ONE}, staff={1: TWO}, closed={"contact"}, newer=newer)
    with pytest.raises(ValueError, match="does not open"):
        closed.unseal(sealed, about="this")
    assert not asked, "no newer ring opens it, so none is read"
    assert closed.unseal(FIRST.seal("mine", about="this"), about="this") == "mine"
    assert closed.staff.unseal(sealed, about="this") == "13800000000", "the other ring is apart"
    again = Keys(MASTER, contact={2: TWO, 1: ONE}, closed={"contact"})
    held_before = Keys(MASTER, contact={1: ONE}, newer=lambda: again)
    assert held_before.unseal(again.seal("new", about="this"), about="this") == "new"


def test_a_text_of_a_key_that_is_newer_than_the_ring_is_current() -> None:
    """Whoever seals anew with a ring of before takes nothing back to an older key."""
    assert FIRST.contact.is_current(SECOND.seal("new", about="this"))


@pytest.mark.parametrize(("text", "ring", "closed"), [("", "", False), ("open", "x", False), ("closed", "x", True)])
def test_the_derived_key_is_open_until_it_is_said_to_be_closed(text: str, ring: str, closed: bool) -> None:
    assert is_closed(text, ring) is closed


@pytest.mark.parametrize(("text", "ring"), [("closed", ""), ("yes", "x"), ("Closed", "x")])
def test_what_nothing_would_seal_with_and_other_words_are_refused(text: str, ring: str) -> None:
    with pytest.raises(ValueError, match="closed"):
        is_closed(text, ring)


def test_an_id_that_no_ring_has_ends_though_the_ring_calls_itself_the_newest() -> None:
    sealer: list[Sealer] = []
    sealer.append(Sealer({0: MASTER}, newer=lambda: sealer[0]))
    with pytest.raises(UnknownKey):
        sealer[0].unseal("7.abcd", about="this")


def test_what_a_step_does_not_hold_says_so_when_it_is_used() -> None:
    nothing, look_ups = Keys(None, contact=None, staff=None), Keys(MASTER, contact=None, staff=None)
    assert look_ups.digest("phone", "13800000000") == OLD.digest("phone", "13800000000")
    for use in (lambda: nothing.digest("a", "b"), lambda: nothing.order, lambda: Keys(None).contact):
        with pytest.raises(KeyNotHeld, match="master"):
            use()
    for keys in (nothing, look_ups):
        with pytest.raises(KeyNotHeld, match="contact"):
            keys.seal("a", about="b")
        with pytest.raises(KeyNotHeld, match="staff"):
            _ = keys.staff


@given(st.dictionaries(st.integers(1, 9999), st.binary(min_size=32, max_size=32), max_size=4))
def test_a_ring_reads_as_it_was_written(ring: Mapping[int, bytes]) -> None:
    assert read_ring(write_ring(ring)) == ring
    assert list(read_ring(write_ring(ring))) == sorted(ring, reverse=True)


KEY = base64.b64encode(b"3" * 32).decode()


@pytest.mark.parametrize(
    "text",
    [KEY, f"0:{KEY}", f"-1:{KEY}", f"1:{KEY[:-4]}", f"1:{KEY} 1:{KEY}", f"1:{KEY} 2:{KEY}", "1:", f"1 : {KEY}"],
)
def test_another_form_of_ring_is_refused_without_quoting_it(text: str) -> None:
    with pytest.raises(ValueError, match="newest first") as refused:
        read_ring(text)
    assert KEY[:8] not in str(refused.value)


def test_the_sandbox_of_an_older_release_keeps_its_keys_and_gets_rings(tmp_path: Path) -> None:
    first = load_keys(tmp_path)
    path = tmp_path / "keys.json"
    older = {name: value for name, value in json.loads(path.read_text()).items() if not name.endswith("_keys")}
    path.write_text(json.dumps(older))
    again = load_keys(tmp_path)
    assert (again.master_key, again.contact_keys != first.contact_keys) == (first.master_key, True)
    assert [list(read_ring(ring)) for ring in (again.contact_keys, again.staff_keys)] == [[1], [1]]
    assert load_keys(tmp_path) == again
    master = base64.b64decode(again.master_key)
    sealed = Keys(master).seal("13800000000", about="this")
    assert Keys(master, contact=read_ring(again.contact_keys)).unseal(sealed, about="this") == "13800000000"

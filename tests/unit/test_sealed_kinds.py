"""Nothing that is sealed is forgotten after a rotation: each module that seals has its items in `tools.reseal`."""

from __future__ import annotations

import ast
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from tools.reseal.kinds import KINDS, SHORT_LIVED

ROOT = Path(__file__).parents[2]
SEALERS = {"seal", "_seal", "seal_contact", "adopt"}
# Those that seal for an order, in whose head, first event and package the text lies.
FOR_ORDERS = {
    "chalicelib/orders/contact.py",
    "chalicelib/orders/identification.py",
    "chalicelib/orders/opening.py",
    "chalicelib/orders/service.py",
    "chalicelib/desk/actions.py",
}
# How often each module seals: one more is one more place to be put into KINDS.
PLACES = {"chalicelib/identity/person_record.py": 4, "chalicelib/staff/invitations.py": 2}


def seals(source: str) -> int:
    """How often a module seals something."""
    calls = [node.func for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    names = [call.attr if isinstance(call, ast.Attribute) else getattr(call, "id", "") for call in calls]
    return sum(name in SEALERS for name in names)


@cache
def found() -> Counter[str]:
    sources = (ROOT / "chalicelib").rglob("*.py")
    counted = {str(path.relative_to(ROOT)): seals(path.read_text("utf-8")) for path in sources}
    return +Counter(counted) - Counter({"chalicelib/shared/crypto.py": counted["chalicelib/shared/crypto.py"]})


def test_every_module_that_seals_is_known() -> None:
    assert set(found()) == {kind.sealed_by for kind in KINDS} | SHORT_LIVED.keys() | FOR_ORDERS


@pytest.mark.parametrize(("module", "places"), PLACES.items())
def test_every_place_of_a_module_with_several_is_known(module: str, places: int) -> None:
    assert found()[module] == places


@pytest.mark.parametrize("source", ["keys.seal('a', about='b')", "seal(k)", "self._fields.adopt(1)", "self._seal(x)"])
def test_each_way_to_seal_is_found(source: str) -> None:
    assert seals(source) == 1


def test_an_item_is_of_one_kind() -> None:
    keys = [("o", "HEAD"), ("o", "EVT#00000001"), ("PACKAGE#p", "MEMBER#o"), ("o", "INVOICE"), ("MOVED#m", "MOVED")]
    keys += [("PROPOSAL#p", "PROPOSAL"), ("P#p", "PROFILE"), ("STAFF#s", "ACCOUNT"), ("TEACHER#t", "TEACHER")]
    assert [[kind.has(*key) for kind in KINDS].count(True) for key in keys] == [1] * len(KINDS)
    others = [("INVOICES#b", "x"), ("STAFF#s", "SESSION#x"), ("PACKAGE#p", "PACKAGE"), ("o", "EVT#00000002")]
    assert not any(kind.has(*key) for key in others for kind in KINDS)

"""What may be used, and what is named where it ships."""

from __future__ import annotations

from email.message import Message
from importlib.metadata import PackageMetadata
from typing import cast

import pytest

from tools.licences import LOOKED_AT, NOTICES, ROOT, allowed, stated
from tools.locks import requirements


def metadata(**fields: str) -> PackageMetadata:
    message = Message()
    for name, value in fields.items():
        message[name.replace("_", "-")] = value
    return cast("PackageMetadata", message)


@pytest.mark.parametrize(
    ("expression", "may"),
    [
        ("MIT", True),
        ("Apache-2.0 AND CNRI-Python", True),
        ("GPL-3.0-only OR MIT", True),
        ("MIT AND GPL-3.0-only", False),
        ("GNU Library or Lesser General Public License (LGPL)", False),
        ("Proprietary", False),
        ("", False),
    ],
)
def test_what_may_be_used(expression: str, may: bool) -> None:
    assert allowed(expression) is may


def test_the_clearest_statement_counts() -> None:
    old = {"License": "MIT License\n\nCopyright …", "Classifier": "License :: OSI Approved :: BSD License"}
    assert stated(metadata(License_Expression="MIT-0", **old)) == "MIT-0"
    assert stated(metadata(**old)) == "BSD License"
    assert stated(metadata(License="MIT License\n\nCopyright …")) == "MIT License"
    assert stated(metadata(Name="alpha")) == ""


def test_nothing_that_ships_was_waved_through() -> None:
    shipped = {one.name.lower() for path in NOTICES for one in requirements(ROOT / path)}
    assert shipped & set(LOOKED_AT) == set()

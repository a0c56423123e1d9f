"""What students type, as it is kept."""

from __future__ import annotations

import pytest

from chalicelib.orders import form


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("𠮷野", "𠮷野"), ("䶮", "䶮"), ("阿卜杜拉·买买提", "阿卜杜拉·买买提"), ("Ｌｉ　Ｍｉｎｇ", "Li Ming"),
        ("王\u200b小\x00明\n", "王小明"), ("  王  明 ", "王 明"),
    ],
)  # fmt: skip
def test_names_are_kept_as_they_are_written(typed: str, kept: str) -> None:
    assert form.normalise({"name": typed})["name"] == kept


@pytest.mark.parametrize("sign", ["\ufdfa", "\u3382", "\ufb03"])
def test_what_folding_makes_longer_than_a_key_may_be_is_refused(sign: str) -> None:
    """College and class are parts of a counter's key: one that no table takes would stop everybody's messages."""
    with pytest.raises(form.FieldWrong) as refusal:
        form.normalise({"college": sign * 120, "class_name": "软件2201"})
    assert refusal.value.field == "college"
    widest = form.normalise({"college": "𠮷" * 120, "class_name": "𠮷" * 120})
    assert len(f"CLASS#{widest['college']}#{widest['class_name']}#AWAITING_PAYMENT".encode()) <= 1024

"""Typed answers: a page reads them as the server does, and finds wrong what the server refuses."""

from __future__ import annotations

import json
import re
from typing import Any

import msgspec
import pytest

from chalicelib.orders import form
from chalicelib.orders.questions import question
from chalicelib.tasks.model import FIELD_LABELS, FormField
from tests.worlds.console_modules import evaluated
from tools.web_client import BOTH, MINI, ported

TYPED = {
    "contact_phone": [
        "13800138000", "138-0013-8000", " +86 138 0013 8000", "＋８６（138）00138000", "0086 138‑0013‑8000",
        "\u202d138 0013 8000\u202c", "8613800138000", "23800138000", "0731-88880000", "138001380001", "一三八",
    ],
    "student_no": ["2022 5510 01", "２０２２－ａ１", "\u200b2022a", "2", "学号", "2022_1", "2" * 33],
    "id_tail": ["12 3x", "１２３ｘ", "012X\ufeff", "12", "x123", "12345"],
    "email": ["ａ＠ｂ．ｃｎ", " a@b.cn\u2060", "a@b", "a b@c.cn", "㏂@b.cn"],
    "name": [
        "王\u200b小\x00明\n", " 王 \t 明 ", "Ｌｉ　Ｍｉｎｇ", "𠮷" * 120, "𠮷" * 121, "\u3164\u200b", "阿卜杜拉·买买提",
    ],
    "college": [" 土木工程学院（中外合作办学）\u3000 二班： "],
}  # fmt: skip
EVERY = [(name, text) for name, texts in TYPED.items() for text in texts]


@pytest.fixture(scope="module")
def on_the_page() -> list[tuple[str, str]]:
    """What the page would send of each, and what it says is wrong."""
    asked = [(msgspec.to_builtins(question(FormField(name, required=False))), text) for name, text in EVERY]
    read = f"{json.dumps(asked)}.map((one) => [it.folded(...one), it.wrongOf(...one)])"
    return [(folded, wrong) for folded, wrong in evaluated("shared/both/answers.js", read)]


@pytest.mark.parametrize(("place", "name", "text"), [(place, *one) for place, one in enumerate(EVERY)])
def test_an_answer_is_read_as_the_server_reads_it(
    place: int, name: str, text: str, on_the_page: list[tuple[str, str]]
) -> None:
    folded, wrong = on_the_page[place]
    try:
        kept = form.normalise({name: text})[name]
    except form.FieldWrong:
        assert wrong in {form.ALLOWED.get(name), f"{FIELD_LABELS[name]}最多 {form.MOST} 个字"}
    else:
        assert (folded, wrong) == (kept, "")


@pytest.mark.parametrize(
    ("required", "choices", "said"),
    [(True, [], "请填写姓名"), (True, [{"value": "a", "label": "a"}], "请选择姓名"), (False, [], "")],
)
def test_nothing_is_no_answer_where_one_is_needed(required: bool, choices: list[Any], said: str) -> None:
    asked = msgspec.to_builtins(question(FormField("name", required=required))) | {"choices": choices}
    assert evaluated("shared/both/answers.js", f"it.wrongOf({json.dumps(asked)}, ' \\u200b ')") == said


def test_both_clients_run_the_same_modules() -> None:
    modules = {path.name: path.read_text() for path in BOTH.glob("*.js")}
    assert {"answers.js", "order_looks.js"} <= set(modules)
    for name, module in modules.items():
        text = (MINI / name).read_text()
        assert text == ported(name, module)
        assert re.search(r"^(import|export) ", text, re.MULTILINE) is None
    assert "module.exports = { folded, wrongOf };" in (MINI / "answers.js").read_text()

"""The catalogue of refusals: one for the server and both clients, each of them a sentence and a next step."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tools.openapi import document
from tools.web_client import CONTRACT

ROOT = Path(__file__).parents[2]
CATALOGUE = json.loads(CONTRACT.read_text())["x-errors"]
# What a client has to say when the server says nothing.
UNHEARD = [
    "code: 'lost_connection', message: '网络连接不上', action: '请检查网络后重试，已填写的内容不会丢失'",
    "code: 'too_slow', message: '服务器长时间没有回应', action: '请稍等片刻后重试，已填写的内容不会丢失'",
    "code: 'broken', message: '系统暂时无法处理', action: ",
]
CLIENTS = ["web/shared/both/failures.js", "miniprogram/generated/failures.js"]


def test_the_servers_own_words_are_the_catalogue() -> None:
    assert document()["x-errors"] == CATALOGUE


@pytest.mark.parametrize("path", ["web/shared/generated/messages.js", "miniprogram/generated/messages.js"])
def test_a_clients_words_are_the_catalogue(path: str) -> None:
    text = (ROOT / path).read_text()
    carried = json.loads(text[text.index("= {") + 2 :].rstrip().rstrip(";"))
    assert carried == {code: [CATALOGUE[code]["message"], CATALOGUE[code]["action"]] for code in carried}


@pytest.mark.parametrize("path", CLIENTS)
@pytest.mark.parametrize("words", UNHEARD)
def test_what_a_client_says_by_itself(path: str, words: str) -> None:
    assert words in re.sub(r"\s+", " ", (ROOT / path).read_text())


@pytest.mark.parametrize("code", CATALOGUE)
def test_a_refusal_is_a_sentence_and_a_next_step(code: str) -> None:
    said = CATALOGUE[code]
    for words in (said["message"], said["action"]):
        assert len(re.findall("[一-鿿]", words)) >= 3
        assert not re.search(r"[A-Za-z]+_[A-Za-z_]+", re.sub(r"\{\w+\}", "", words)), words
        assert "客服" not in words  # whom to call is the branch, by one name
        assert not words.endswith(("。", "！", "，"))

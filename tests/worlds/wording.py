"""The words of refusals, by their codes: what a test of logic expects to be shown, whatever the sentence is."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, Literal, TypedDict

from playwright.sync_api import Page, Route

ROOT = Path(__file__).parents[2]
BLANK = re.compile(r"\{(\w+)\}")
CODE = re.compile(r"[A-Za-z]+_[A-Za-z_]+")
SERVER_FAULT, NO_SESSION = 500, 401


class Refusal(TypedDict):
    """message: what is wrong; action: what to do; blanks as {name}."""

    status: int
    message: str
    action: str


CATALOGUE: dict[str, Refusal] = json.loads((ROOT / "docs" / "openapi.json").read_text())["x-errors"]


def says(code: str, part: Literal["message", "action"] = "message", **filled: object) -> re.Pattern[str]:
    """What is shown of a refusal.  filled: what must stand in its blanks; in the others anything may."""
    pieces = enumerate(BLANK.split(CATALOGUE[code][part]))
    words = (re.escape(str(filled.get(one, ""))) or ".+" if at % 2 else re.escape(one) for at, one in pieces)
    return re.compile("".join(words))


# -- the whole catalogue, before the eyes of whoever uses a client


def shown_ones() -> dict[str, Refusal]:
    """Every refusal that a page shows, its blanks filled; without a session a login comes instead."""
    return {
        code: Refusal(
            status=said["status"], message=BLANK.sub("三", said["message"]), action=BLANK.sub("三", said["action"])
        )
        for code, said in CATALOGUE.items()
        if said["status"] != NO_SESSION
    }


def answer_with_them(page: Page, path: str) -> None:
    """Whatever is asked for below `path` is refused with the code that stands there."""
    ones = shown_ones()

    def refuse(route: Route) -> None:
        code = route.request.url.rsplit("/", 1)[1]
        error: dict[str, Any] = {"field": None, "retry_after": None, "ref": "0f-1", "data": None, "code": code}
        said = {"message": ones[code]["message"], "action": ones[code]["action"]}
        route.fulfill(status=ones[code]["status"], json={"error": error | said})

    page.route(f"**{path}/*", refuse)


def are_all_told(told: dict[str, str]) -> None:
    """told: what was on the page for each code."""
    for code, said in shown_ones().items():
        text = told[code]
        assert said["message"] in text, code
        assert said["action"] in text, code
        assert not CODE.search(text), f"{code}: {text}"
        assert ("编号" in text) == (said["status"] >= SERVER_FAULT), code

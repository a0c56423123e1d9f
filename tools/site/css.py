"""The part of a style sheet that a site uses: a rule stays when every class it names occurs in the site's sources."""

from __future__ import annotations

import re
from collections.abc import Iterator

CLASS = re.compile(r"\.(-?[A-Za-z_][\w-]*)")
QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'|url\([^)]*\)")


def used(css: str, classes: set[str]) -> str:
    """The sheet without unused rules; comments at its head stay.  css: minified, with rules nested at most once."""
    head = re.match(r"(?:/\*.*?\*/\s*|@charset[^;]*;)*", css, re.DOTALL)
    start = head.end() if head else 0
    return css[:start] + "".join(_kept(css[start:], classes))


def _kept(css: str, classes: set[str]) -> Iterator[str]:
    for prelude, body in _rules(css):
        if prelude.startswith(("@media", "@supports")):
            inner = "".join(_kept(body, classes))
            if inner:
                yield f"{prelude}{{{inner}}}"
        elif not prelude.startswith("@") and (selectors := _selectors(prelude, classes)):
            yield f"{selectors}{{{body}}}"


def _selectors(prelude: str, classes: set[str]) -> str:
    """Those of a rule's selectors that can match."""
    parts = re.split(r",(?![^(]*\))", prelude)
    return ",".join(part for part in parts if set(CLASS.findall(QUOTED.sub("", part))) <= classes)


def _rules(css: str) -> Iterator[tuple[str, str]]:
    """(prelude, body) of each block at the top level."""
    depth = start = opened = 0
    for place, sign in enumerate(css):
        if sign == "{":
            depth += 1
            opened = opened if depth > 1 else place
        elif sign == "}":
            depth -= 1
            if depth == 0:
                yield css[start:opened].strip(), css[opened + 1 : place]
                start = place + 1

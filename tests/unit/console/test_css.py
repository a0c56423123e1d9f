"""Names of the console's looks: each class has one home."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

WEB = Path(__file__).parents[3] / "web"
BASE = "shared/base.css"
LAYERS = ("staff/frame.css", "staff/ui/ui.css")  # these say how the console has what every site has
REMARK, INSIDE = re.compile(r"/\*.*?\*/", re.S), re.compile(r"@[^{;]+\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}")
RULE, BARE = re.compile(r"([^{}]+)\{[^{}]*\}"), re.compile(r"\.[\w-]+")


def bare_classes(css: str) -> set[str]:
    """Those that a rule is of by themselves, outside @media and other conditions."""
    plain = INSIDE.sub("", REMARK.sub("", css))
    heads = (one.strip() for rule in RULE.finditer(plain) for one in rule[1].split(","))
    return {one for one in heads if BARE.fullmatch(one)}


def test_a_bare_class_is_one_that_stands_alone_in_its_selector() -> None:
    css = "/* .no { } */ .a, .b .c { d: e } @media print { .f { g: h } .i { } } .j:hover { } .k { } @container x (y) {}"
    assert bare_classes(css) == {".a", ".k"}


def test_a_class_has_one_home() -> None:
    homes = defaultdict[str, list[str]](list)
    for file in sorted([*WEB.glob("staff/**/*.css"), *WEB.glob("shared/*.css")]):
        for name in bare_classes(file.read_text()):
            homes[name].append(file.relative_to(WEB).as_posix())
    assert homes[".seg"] == ["staff/ui/ui.css"]
    # a class of the base is restyled in the layer above it, and nowhere else
    shared = {name: files for name, files in homes.items() if len(files) > 1}
    assert {name: files for name, files in shared.items() if {*files} - {BASE, *LAYERS} or len(files) > 2} == {}

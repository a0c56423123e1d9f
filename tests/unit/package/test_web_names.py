"""A release's names: whatever names a file is written so that it names the file's hashed name."""

from __future__ import annotations

import hashlib
import re

import pytest

from tools.site.names import HASHED, Names, NamesNothing


def named(sources: dict[str, str], *asked: str) -> dict[str, str]:
    """The release's files by their old names."""
    names = Names({path: text.encode() for path, text in sources.items()}, set(asked)).all()
    return {
        re.sub(HASHED, "", name) + "." + name.rpartition(".")[2] if HASHED.search(name) else name: data.decode()
        for name, data in names.items()
    }


def hashed(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:10]


LEAF = "export const leaf = 1;"


@pytest.mark.parametrize(
    "source",
    [
        "import './parts/leaf.js';",
        'import { leaf } from "../site/parts/leaf.js";',
        "export * from './parts/leaf.js';",
        "import('./parts/leaf.js').then(use);",
        "import(`./parts/leaf.js`);",
        "const at = new URL('./parts/leaf.js', import.meta.url);",
    ],
)
def test_a_module_names_another(source: str) -> None:
    found = named({"site/app.js": source, "site/parts/leaf.js": LEAF})
    assert found["site/app.js"] == source.replace("leaf.js", f"leaf.{hashed(LEAF)}.js")


def test_a_module_chooses_one_of_a_folder() -> None:
    sources = {"app.js": "import(`./pages/${page}.js`)", "pages/a.js": "1", "pages/b.js": "2", "pages/b.css": "c{}",
               "pages/deep/c.js": "3"}  # fmt: skip
    table = f'{{"a":"a.{hashed("1")}","b":"b.{hashed("2")}"}}'
    assert named(sources)["app.js"] == f"import(`./pages/${{{table}[page]}}.js`)"


@pytest.mark.parametrize(
    ("source", "written"),
    [
        ("a{background:url(dot.svg)}", "a{background:url(dot.HASH.svg)}"),
        ("a{background:url( '../css/dot.svg' )}", "a{background:url( '../css/dot.HASH.svg' )}"),
        ('a{background:url("/css/dot.svg")}', 'a{background:url("/css/dot.HASH.svg")}'),
        ("@import 'dot.svg';", "@import 'dot.HASH.svg';"),
        ("@import url(dot.svg);", "@import url(dot.HASH.svg);"),
        ("a{fill:url(#dot)}", "a{fill:url(#dot)}"),
        ("a{background:url(data:image/svg+xml,dot.svg)}", "a{background:url(data:image/svg+xml,dot.svg)}"),
    ],
)
def test_a_sheet_names_pictures_and_sheets(source: str, written: str) -> None:
    found = named({"css/site.css": source, "css/dot.svg": "<svg/>"})
    assert found["css/site.css"] == written.replace("HASH", hashed("<svg/>"))


def test_a_page_names_its_files_and_keeps_its_own_name() -> None:
    page = '<a href="/staff/"></a><a href="/index.html"></a><link href="/b.css"><script src="/app.js"></script>'
    found = named({"p.html": page, "index.html": "", "app.js": LEAF, "b.css": "b{}"}, "p.html", "index.html")
    written = page.replace("b.css", f"b.{hashed('b{}')}.css").replace("app.js", f"app.{hashed(LEAF)}.js")
    assert found["p.html"] == written


def test_what_is_asked_for_by_its_own_name_keeps_it() -> None:
    sources = {"app.js": "fetch('/settings.json'); import('./plain.js');", "settings.json": "{}", "plain.js": ""}
    assert named(sources, "settings.json", "plain.js")["app.js"] == sources["app.js"]


def test_a_name_is_that_of_the_content_as_it_is_sent() -> None:
    names = Names({"app.js": b"import './leaf.js'", "leaf.js": LEAF.encode()}, set()).all()
    for name, data in names.items():
        assert f".{hashlib.sha256(data).hexdigest()[:10]}." in name


@pytest.mark.parametrize(
    ("sources", "fault"),
    [
        ({"app.js": "import './gone.js';"}, "app.js names ./gone.js"),
        ({"a.css": "a{background:url(gone.svg)}"}, "a.css names gone.svg"),
        ({"p.html": '<script src="/gone.js"></script>'}, "p.html names /gone.js"),
        ({"app.js": "import(`./pages/${page}.js`)"}, "app.js chooses out of ./pages/"),
        ({"a.js": "import './b.js';", "b.js": "import './a.js';"}, "a.js → b.js → a.js"),
    ],
)
def test_a_release_with_a_hole_is_none(sources: dict[str, str], fault: str) -> None:
    with pytest.raises(NamesNothing, match=re.escape(fault)):
        named(sources)

"""Modules, style sheets and small pictures as few files, that depend on nothing but the sources."""

from __future__ import annotations

import re

import pytest

from tools.site import bundle
from tools.site.bundle import NotBundled, bundled
from tools.site.names import Names, NamesNothing

PAGE = """<link rel="icon" href="/shared/icon.svg">
<link rel="stylesheet" href="/shared/base.css">
<link rel="stylesheet" href="/desk/own.css">
<link rel="modulepreload" href="/desk/pages/first.js">
<link rel="modulepreload" href="/shared/said.js">
<script type="module" src="/desk/app.js"></script>
"""
SOURCES = {
    "desk/index.html": PAGE,
    "desk/app.js": """import { say } from '../shared/said.js';
const bring = (page) => import(`./pages/${page}.js`);
bring('first').then(say);
import('./needed.js').then(say);
/** @typedef {import('../shared/typed.js').Word} Word */""",
    "desk/needed.js": "export const needed = 'NEEDED';",
    "desk/pages/first.js": "export default 'FIRST';",
    "desk/pages/second.js": "import { say } from '../../shared/said.js';\nexport default () => say('SECOND');",
    "desk/parts/art.js": "",
    "shared/said.js": "export const say = (word) => [word, 'SAID', new URL('./icon.svg', import.meta.url).href,\n"
    "  new URL(`../desk/art/${word}.svg`, import.meta.url).href];",
    "shared/typed.js": "export const typed = 'TYPED';",
    "shared/icon.svg": "<svg>icon</svg>",
    "desk/art/sun.svg": "<svg>sun</svg>",
    "shared/base.css": "a { color: red }",
    "desk/own.css": "a { color: blue }",
    "other/app.js": "import('./lost.js');",
    "other/lost.js": "export const lost = 'LOST';",
}


def made(**changed: str) -> dict[str, str]:
    sources = SOURCES | {name.replace("__", "/") + ".js": text for name, text in changed.items()}
    return {
        path: data.decode() for path, data in bundled({path: text.encode() for path, text in sources.items()}).items()
    }


def test_each_part_lies_in_its_file() -> None:
    files = made()
    assert set(files) == {
        "desk/index.html",
        "desk/app.js",
        "desk/both.js",
        "desk/later.js",
        "desk/app.css",
        "shared/icon.svg",
    }
    words = ("FIRST", "SECOND", "NEEDED", "SAID", "TYPED", "LOST")
    found = {word: [path for path, text in files.items() if word in text] for word in words}
    assert found == {
        "FIRST": ["desk/app.js"],
        "SECOND": ["desk/later.js"],
        "NEEDED": ["desk/later.js"],
        "SAID": ["desk/both.js"],
        "TYPED": [],
        "LOST": [],
    }


def test_a_page_names_what_was_made_and_nothing_else() -> None:
    page = made()["desk/index.html"]
    assert re.findall(r'(?:href|src)="/([^"]+)"', page) == [
        "shared/icon.svg",
        "desk/app.css",
        "desk/both.js",
        "desk/app.js",
    ]
    assert '<link rel="modulepreload" href="/desk/both.js">' in page


def test_a_worker_is_one_file_at_its_own_address() -> None:
    begun = "new Worker(new URL('../shared/busy.js', import.meta.url), { type: 'module' });"
    busy = "import { say } from './said.js';\nself.addEventListener('message', () => say('BUSY'));"
    files = made(desk__needed=f"export const needed = 'NEEDED';\n{begun}", shared__busy=busy)
    assert re.search(
        r"""new Worker\(new URL\(["'`]\.\./shared/busy\.js["'`],import\.meta\.url\)""", files["desk/later.js"]
    )
    assert {path for path, text in files.items() if "BUSY" in text} == {"shared/busy.js"}
    assert "SAID" in files["shared/busy.js"]
    assert "import" not in files["shared/busy.js"].replace("import.meta", "")


def test_a_worker_that_no_page_begins_is_left_out() -> None:
    begun = "new Worker(new URL('../shared/busy.js', import.meta.url), { type: 'module' });"
    assert "shared/busy.js" not in made(other__lost=begun, shared__busy="self.close();")


def test_the_last_sheet_wins_as_it_did() -> None:
    sheet = made()["desk/app.css"]
    assert sheet.index("red") < sheet.index("#00f" if "#00f" in sheet else "blue")


def test_pictures_are_found_from_where_the_modules_are() -> None:
    both = made()["desk/both.js"]
    assert re.search(r"""new URL\(["'`]\.\./shared/icon\.svg["'`],import\.meta\.url\)""", both)
    assert "data:image/svg+xml,<svg>sun</svg>" in both


def test_a_pages_icon_is_a_file_too() -> None:
    sources = SOURCES | {"desk/index.html": PAGE.replace("/shared/icon.svg", "/desk/art/sun.svg")}
    files = bundled({path: text.encode() for path, text in sources.items()})
    assert files["desk/art/sun.svg"] == b"<svg>sun</svg>"
    assert b"data:image/svg+xml,<svg>sun</svg>" in files["desk/both.js"]


def test_the_same_sources_are_the_same_bytes_in_whatever_order() -> None:
    sources = {path: text.encode() for path, text in SOURCES.items()}
    once = bundled(sources)
    bundle._bundled.cache_clear()
    assert bundled(dict(reversed(sources.items()))) == once


def test_what_comes_later_may_not_import_when_needed() -> None:
    files = made(desk__pages__second="import('../needed.js');")
    with pytest.raises(NamesNothing, match="no name can hold a hash of itself"):
        Names({path: text.encode() for path, text in files.items()}, {"desk/index.html"}).all()


def test_what_cannot_be_bundled_is_named() -> None:
    with pytest.raises(NotBundled, match=r"desk/needed\.js"):
        made(desk__needed="export const = 1;")
    with pytest.raises(NotBundled, match=r"absent\.js"):
        made(desk__needed="import './absent.js';")


@pytest.mark.parametrize(
    ("name", "value", "said"), [("NODE", "no-such-node", "Node.js"), ("ESBUILD", None, "make setup")]
)
def test_what_is_missing_here_is_named(
    name: str, value: str | None, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    bundle._bundled.cache_clear()
    monkeypatch.setattr(bundle, name, value or bundle.ESBUILD.with_name("absent"))
    with pytest.raises(NotBundled, match=said):
        made()

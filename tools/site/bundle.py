"""A page's modules and style sheets as few files: a first visit asks for each by itself, and each is a request.

A page names its module, its style sheets and what it preloads.  In the module's folder they become
- `app.css`: the sheets, in their order;
- `app.js`: the module with all it imports, and of what is imported when it is needed that which the page preloads;
- `later.js`: all else that is imported when it is needed; one file, since who goes on needs most of it;
- `both.js`: what both use.
A worker is one file, with all it imports, at its own address.  Small pictures of a folder `art` lie in the modules;
a page's icon is a file, too.  Sources stay as they are, and `make run` serves them.
"""

from __future__ import annotations

import posixpath
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from deploy.origins import BOTH

ROOT = Path(__file__).resolve().parents[2]
ESBUILD = ROOT / "tests" / "miniprogram" / "node_modules" / ".bin" / "esbuild"  # by that lock
NODE = "node"
OPTIONS = (
    "--bundle", "--splitting", "--format=esm", "--minify", "--charset=utf8", "--target=es2022", "--outbase=.",
    "--outdir=made", "--entry-names=[dir]/[name]", "--loader:.svg=dataurl", "--log-level=warning",
    "--tsconfig-raw={}",
)  # fmt: skip
BUNDLED = (".js", ".css")

SHEET = re.compile(r'<link rel="stylesheet" href="/(?P<path>[^"]+)">\n?')
PRELOAD = re.compile(r'<link rel="modulepreload" href="/(?P<path>[^"]+)">\n?')
ENTRY = re.compile(r'<script type="module" src="/(?P<path>[^"]+)"></script>')
# What a module imports when it is needed: a file, or one of a folder's; and a file of another kind beside it.
LAZY = re.compile(r"\bimport\((?P<quote>['`])(?P<path>\.{1,2}/[^'`]+\.js)(?P=quote)\)")
BESIDE = re.compile(r"\bnew URL\((?P<quote>['`])(?P<path>\.{1,2}/[^'`]+)(?P=quote), import\.meta\.url\)")
ICON = re.compile(r'<link rel="icon" href="/(?P<path>[^"]+)"')
WORKER = re.compile(r"\bnew Worker\(new URL\('(?P<path>\.{1,2}/[^']+\.js)', import\.meta\.url\)")
STEM = re.compile(r"\$\{\w+\}")
COMMENT = ("*", "/*", "//")  # how a line of one begins: types are imported there, too


class NotBundled(Exception):
    """Why, for whoever publishes."""


def bundled(sources: dict[str, bytes]) -> dict[str, bytes]:
    """The files with every page's modules and sheets bundled; those that no page leads to are left out.

    sources: by their paths, such as shared/ui.js.  The same sources give the same bytes.  Raises NotBundled.
    """
    return dict(_bundled(tuple(sorted(sources.items()))))


@lru_cache(maxsize=1)  # a deployment asks before it changes anything, and again when it publishes
def _bundled(items: tuple[tuple[str, bytes], ...]) -> dict[str, bytes]:
    sources = dict(items)
    pages = [path for path in sources if path.endswith(".html")]
    icons = {link["path"] for path in pages for link in ICON.finditer(sources[path].decode())}
    made = {
        path: data
        for path, data in sources.items()
        if not path.endswith(BUNDLED) and (not _is_art(path) or path in icons)
    }
    for path in pages:
        page = made[path].decode()
        if entry := ENTRY.search(page):
            files = _Bundle(sources, page, entry["path"]).files()
            made |= files | {path: _page(page, entry["path"], files).encode()}
    named = b"".join(data for path, data in made.items() if path.endswith(".js"))
    workers = [worker for worker in _workers(sources) if posixpath.basename(worker).encode() in named]
    return made | (_bundle(_texts(sources), workers, "--splitting=false") if workers else {})


def _texts(sources: dict[str, bytes]) -> dict[str, str]:
    return {path: data.decode() for path, data in sources.items() if path.endswith(BUNDLED)}


def _workers(sources: dict[str, bytes]) -> list[str]:
    texts = _texts(sources).items()
    return sorted({_beside(path, match["path"]) for path, text in texts for match in WORKER.finditer(text)})


def _bundle(texts: dict[str, str], ends: list[str], *options: str) -> dict[str, bytes]:
    """What is made of the files that begin something.  Raises NotBundled."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for path, text in texts.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text)
        _run(folder, [*ends, *OPTIONS, *options])
        made = folder / "made"
        return {path.relative_to(made).as_posix(): path.read_bytes() for path in sorted(made.rglob("*.*"))}


def _page(page: str, entry: str, files: dict[str, bytes]) -> str:
    """The page, naming the bundles."""
    folder = posixpath.dirname(entry)
    sheet, both = posixpath.join(folder, "app.css"), posixpath.join(folder, "both.js")
    page = PRELOAD.sub("", page)
    if both in files:
        page = ENTRY.sub(lambda script: f'<link rel="modulepreload" href="/{both}">\n{script[0]}', page)
    page = SHEET.sub(f'<link rel="stylesheet" href="/{sheet}">\n', page, count=1)
    return SHEET.sub(lambda link: link[0] if link["path"] == sheet else "", page)


@dataclass(frozen=True)
class _Bundle:
    """Of one page.  entry: its module."""

    sources: dict[str, bytes]
    page: str
    entry: str

    def files(self) -> dict[str, bytes]:
        """Raises NotBundled."""
        texts = self._written()
        ends = [path for path in (self.entry, self._at("later.js"), self._at("app.css")) if path in texts]
        return _bundle(texts, ends, f"--chunk-names={self._at('both')}")

    def _written(self) -> dict[str, str]:
        """What is bundled: the sources as esbuild is to read them, and those that stand for lists of others."""
        texts = _texts(self.sources)
        art = {path: data.decode() for path, data in self.sources.items() if _is_art(path)}
        lazy = {one for path in texts for one in self._lazy(path, texts)}
        preloaded = {link["path"] for link in PRELOAD.finditer(self.page)}
        made = art | {path: self._module(path, text) if self._is_mine(path) else text for path, text in texts.items()}
        made[self._at("art.js")] = self._art([path for path in art if self._is_mine(path)])
        if sheets := [link["path"] for link in SHEET.finditer(self.page)]:
            made[self._at("app.css")] = "".join(f'@import "{self._seen(path)}";\n' for path in sheets)
        if lazy:
            at_hand, later = sorted(lazy & preloaded), sorted(lazy - preloaded)
            made[self._at("lazily.js")] = self._lazily(at_hand)
            lines = (f"export * as {_name(one)} from '{self._seen(one)}';\n" for one in later)
            made[self._at("later.js")] = "".join(lines)
        return made

    def _art(self, pictures: list[str]) -> str:
        """The module that gives a picture's content as an address."""
        imports = "".join(f"import {_name(one)} from '{self._seen(one)}';\n" for one in pictures)
        return f"{imports}export const ART = {{ {', '.join(map(_name, pictures))} }};\n"

    def _lazily(self, at_hand: list[str]) -> str:
        """The module that gives what was imported when needed: what is at hand, else what comes later."""
        imports = "".join(f"import * as {_name(one)} from '{self._seen(one)}';\n" for one in at_hand)
        names = ", ".join(map(_name, at_hand))
        return f"{imports}const AT_HAND = {{ {names} }};\n" + (
            "export const lazily = async (name) => AT_HAND[name] ?? (await import('./later.js'))[name];\n"
        )

    def _lazy(self, path: str, texts: dict[str, str]) -> list[str]:
        """The modules that one imports when they are needed."""
        if not self._is_mine(path):
            return []
        named = [_beside(path, match["path"]) for match in LAZY.finditer(texts[path]) if not _is_comment(match)]
        patterns = [re.compile(r"\w+".join(map(re.escape, STEM.split(name)))) for name in named]
        return [one for one in texts if any(pattern.fullmatch(one) for pattern in patterns)]

    def _module(self, path: str, text: str) -> str:
        """One that imports by way of `lazily`, and finds its pictures from where it will be."""

        def lazily(match: re.Match[str]) -> str:
            return match[0] if _is_comment(match) else f"lazily(`{_name(_beside(path, match['path']))}`)"

        def moved(match: re.Match[str]) -> str:
            quote, file = match["quote"], _beside(path, match["path"])
            if _is_art(file):
                return f"({{ href: ART[`{_name(file)}`] }})"
            return f"new URL({quote}{self._seen(file)}{quote}, import.meta.url)"

        made = LAZY.sub(lazily, BESIDE.sub(moved, text))
        for used, name, module in (("lazily(`", "lazily", "lazily.js"), ("ART[`", "ART", "art.js")):
            if used in made:
                way = posixpath.relpath(self._at(module), posixpath.dirname(path) or ".")
                made += f"\nimport {{ {name} }} from './{way}';\n"
        return made

    def _is_mine(self, path: str) -> bool:
        """Whether a file may belong to the page, and not to another's folder."""
        top = posixpath.dirname(self.entry).split("/")[0]
        return not top or path.split("/")[0] in (top, *BOTH)

    def _at(self, name: str) -> str:
        return posixpath.join(posixpath.dirname(self.entry), name)

    def _seen(self, path: str) -> str:
        """A reference to the file from the bundle's folder."""
        way = posixpath.relpath(path, posixpath.dirname(self.entry) or ".")
        return way if way.startswith(".") else f"./{way}"


def _beside(path: str, reference: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), reference))


def _name(path: str) -> str:
    """Of a file, in JavaScript."""
    return path.rpartition(".")[0].replace("/", "_")


def _is_art(path: str) -> bool:
    """Whether the file is a picture that lies in a module: one shown as it is, no file of symbols."""
    return posixpath.basename(posixpath.dirname(path)) == "art"


def _is_comment(match: re.Match[str]) -> bool:
    line = match.string[: match.start()].rpartition("\n")[2]
    return line.lstrip().startswith(COMMENT)


def _run(folder: Path, arguments: list[str]) -> None:
    if not shutil.which(NODE):
        raise NotBundled("网页打包要用 Node.js 20.12 以上，这台电脑上没有：请先安装")
    if not ESBUILD.is_file():
        raise NotBundled("网页打包用的 esbuild 还没有安装：请先运行 make setup")
    done = subprocess.run([ESBUILD, *arguments], cwd=folder, capture_output=True, text=True)
    if done.returncode or done.stderr:
        said, _, _ = done.stderr.partition("\nnode:child_process")  # after which its wrapper tells its own stack
        raise NotBundled(f"网页没有打包成功：\n{said.strip()}")

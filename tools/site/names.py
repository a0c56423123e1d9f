"""The names of a release's files: each holds a hash of the content, and the files that refer to it use that name.

References are written into the files and not into an import map: browsers before Safari 16.4 know no import maps, and
neither a style sheet nor `new URL` uses one.
"""

from __future__ import annotations

import hashlib
import posixpath
import re
from pathlib import PurePosixPath

DIGITS = 10  # of the hash, in hexadecimal
HASHED = re.compile(rf"\.[0-9a-f]{{{DIGITS}}}\.\w+$")

# A reference to a file beside or above; a reference to one of a folder's files, chosen by its stem at run time.
BESIDE = re.compile(r"""(?P<before>(['"`]))(?P<path>\.{1,2}/[^'"`\s$]+\.\w+)(?=\2)""")
CHOSEN = re.compile(r"(?P<before>`)(?P<folder>\.{1,2}/[^`\s$]*)\$\{(?P<stem>[\w$]+)\}(?P<suffix>\.\w+)(?=`)")
SHEETS = re.compile(r"""(?P<before>(?:\burl\(|@import)\s*['"]?)(?P<path>(?!data:|https?:|#|url\()[^'")\s]+)""")
ROOTED = re.compile(r"""(?P<before>\b(?:href|src)=")(?P<path>/[^"?#]+\.\w+)(?=")""")
REFERENCES = {".js": BESIDE, ".css": SHEETS, ".html": ROOTED}


class NamesNothing(ValueError):
    """A file of the site refers to one that does not exist, or to itself by way of others."""


class Names:
    """Names files by their content.

    sources: every file by its path, such as shared/ui.js; fixed: those that keep their names, since visitors, bookmarks
    and modules ask for them by name.
    """

    def __init__(self, sources: dict[str, bytes], fixed: set[str]) -> None:
        self._sources, self._fixed = sources, fixed
        self._named: dict[str, tuple[str, bytes]] = {}
        self._open: list[str] = []

    def all(self) -> dict[str, bytes]:
        """The release: the content of every file by its name, each after all files it refers to.  Raises
        NamesNothing."""
        for path in sorted(self._sources, key=lambda path: (path in self._fixed, path)):
            self._publish(path)
        return dict(self._named.values())

    def _publish(self, path: str) -> str:
        """The file's name in the release."""
        if path in self._open:
            raise NamesNothing(f"{' → '.join([*self._open, path])}: no name can hold a hash of itself")
        if path not in self._named:
            self._open.append(path)
            data = self._written(path)
            self._open.pop()
            self._named[path] = (path if path in self._fixed else _with_hash(path, data), data)
        return self._named[path][0]

    def _written(self, path: str) -> bytes:
        """The content with all references replaced by the names in the release."""
        pattern = REFERENCES.get(PurePosixPath(path).suffix)
        if pattern is None:
            return self._sources[path]
        source = self._sources[path].decode()
        text = pattern.sub(lambda match: match["before"] + self._beside(path, match["path"]), source)
        if pattern is BESIDE:
            text = CHOSEN.sub(lambda match: self._one_of(path, match), text)
        return text.encode()

    def _beside(self, path: str, reference: str) -> str:
        """The reference with its last part replaced by the other file's name."""
        other = posixpath.normpath(posixpath.join("/", posixpath.dirname(path), reference))[1:]
        if other not in self._sources:
            raise NamesNothing(f"{path} names {reference}, which is not there")
        folder, _, _ = reference.rpartition("/")
        name = PurePosixPath(self._publish(other)).name
        return f"{folder}/{name}" if folder or reference.startswith("/") else name

    def _one_of(self, path: str, match: re.Match[str]) -> str:
        """`./pages/${page}.js` looks the stem up: `./pages/${{"me":"me.0123456789"}[page]}.js`."""
        folder, stem, suffix = match["folder"], match["stem"], match["suffix"]
        target = posixpath.normpath(posixpath.join(posixpath.dirname(path), folder))
        others = [other for other in self._sources if posixpath.split(other)[0] == target and other.endswith(suffix)]
        if not others:
            raise NamesNothing(f"{path} chooses out of {folder}, where there is nothing")
        pairs = ((PurePosixPath(other).stem, PurePosixPath(self._publish(other)).stem) for other in sorted(others))
        table = ",".join(f'"{short}":"{name}"' for short, name in pairs)
        return f"`{folder}${{{{{table}}}[{stem}]}}{suffix}"


def _with_hash(path: str, data: bytes) -> str:
    stem, dot, suffix = path.rpartition(".")
    return f"{stem}.{hashlib.sha256(data).hexdigest()[:DIGITS]}{dot}{suffix}"

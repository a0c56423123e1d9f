"""What a picture was measured by, as 12 hex digits: a table of measures holds good for as long as these stay."""

from __future__ import annotations

import ast
import functools
import hashlib
import platform
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path

from chalicelib.photo.engine import ENGINE
from chalicelib.photo.model import Spec

PHOTO = Path(__file__).parents[2] / "chalicelib" / "photo"
# Rooms and files that judge, word and deliver what was measured, or read codes.
NOT_MEASURING = {"limits", "qr", "judge", "risk", "codes", "words", "standard", "likeness", "model", "spec"}
LIBRARIES = ("numpy", "onnxruntime", "opencv-python-headless", "pillow")
# Of a standard: where the frame lies and which wall is wanted.  What a task says of glasses and covers is a limit.
OF_SPEC = ("width", "height", "crown", "eyes", "face_width", "centre_offset", "background", "also_grounds")


def fingerprint(spec: Spec, models: dict[str, str], root: Path = PHOTO) -> str:
    """models: the networks' digests, as a report has them.

    It changes with the code that measures, the networks, the libraries that compute, the processor's kind and the
    standard's geometry.  It does not with limits, ENGINE, words, comments, docstrings, or where something stands.
    """
    code = sorted(statement for path in _measuring(root) for statement in _statements(path.read_text(encoding="utf-8")))
    standard = {name: getattr(spec, name) for name in OF_SPEC}
    libraries = {name: version(name) for name in LIBRARIES}
    told = repr((code, sorted(models.items()), libraries, platform.machine(), standard))
    return hashlib.sha256(told.encode()).hexdigest()[:12]


def _measuring(root: Path) -> Iterable[Path]:
    return (
        path for path in root.rglob("*.py") if not NOT_MEASURING & set(path.relative_to(root).with_suffix("").parts)
    )


@functools.cache
def _statements(source: str) -> tuple[str, ...]:
    """A file's syntax, without imports and docstrings; ENGINE rises with limits, too, and so is left out."""
    tree = ast.parse(source.replace(f'ENGINE = "{ENGINE}"', ""))
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
            node.body = [child for child in node.body if not _is_idle(child)]
    return tuple(map(ast.dump, tree.body))


def _is_idle(node: ast.stmt) -> bool:
    is_text = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    return is_text or isinstance(node, ast.Import | ast.ImportFrom)

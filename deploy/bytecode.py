"""Compiles the sources to bytecode: on Lambda's read-only disk, every cold start would compile 1,000 files again.

Measured on pay's imports: 0.6 s with bytecode, 3.3 s without.
"""

from __future__ import annotations

import importlib.util
import py_compile
from pathlib import Path


def compile_tree(tree: Path, home: str, *, sources: bool = True) -> None:
    """Compiles every module under `tree` that has no bytecode yet.  home: the tree's path on Lambda, for tracebacks.

    sources: kept beside the bytecode.  Without them a package is a third smaller; a traceback still has every line's
    number, and the log never holds more.  Python never compares bytecode with its source, whose date a zip does not
    keep.  Equal sources give equal bytes.  Raises py_compile.PyCompileError.
    """
    for source in sorted(tree.rglob("*.py")):
        # Python looks for bytecode without a source in the source's place.
        compiled = importlib.util.cache_from_source(source) if sources else str(source.with_suffix(".pyc"))
        if not Path(compiled).exists():
            py_compile.compile(
                str(source),
                compiled,
                f"{home}/{source.relative_to(tree).as_posix()}",
                doraise=True,
                invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
            )
        if not sources:
            source.unlink()

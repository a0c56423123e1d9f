"""Licences: whether all that is installed may be used, and all that ships is named in a NOTICE.  No network.

python -m tools.licences
"""

from __future__ import annotations

import importlib.metadata
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from packaging.utils import canonicalize_name

from tools.locks import SHIPPED, requirements

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENTS = (".venv", ".venv-ministack")
NPM_LOCK = "tests/miniprogram/package-lock.json"
NOTICES = dict(zip(SHIPPED, ("NOTICE", "NOTICE", "layers/opencv/NOTICE"), strict=True))
# None of them says anything about what we write ourselves.
ALLOWED = re.compile(
    r"MIT|0?BSD|Apache|ISC|PSF|Python Software Foundation|MPL|Mozilla|Zlib|CC0|CNRI-Python|HPND|Public Domain"
)
# Looked at by hand, none of it shipped: name → why it may be used.
LOOKED_AT = {
    "axe-playwright-python": "MIT; its metadata is silent",
    "yattag": "LGPL-2.1; a part of cosmic-ray, run unchanged and apart",
}


def stated(package: importlib.metadata.PackageMetadata) -> str:
    """What a package says of its licence, as `A AND B` or `A OR B`; empty when it says nothing."""
    if expression := _field(package, "License-Expression"):
        return expression
    classifiers = [one.split(" :: ")[-1] for one in package.get_all("Classifier") or [] if one.startswith("License ::")]
    kinds = [one for one in classifiers if one != "DFSG approved"]
    return " OR ".join(kinds) or _field(package, "License").partition("\n")[0]


def allowed(expression: str) -> bool:
    return all(any(map(ALLOWED.search, part.split(" OR "))) for part in expression.split(" AND "))


def faults(root: Path = ROOT) -> list[str]:
    """What may not be used, or is not named where it ships."""
    found = [f"{name}: {said or 'says nothing'}" for name, said in _used(root) if not allowed(said)]
    for path, notice in NOTICES.items():
        named = set(re.split(r"[\s,]+", (root / notice).read_text().lower()))
        found += [
            f"{notice} does not name {one.name}" for one in requirements(root / path) if one.name.lower() not in named
        ]
    return sorted(set(found))


def _used(root: Path) -> Iterator[tuple[str, str]]:
    for environment in ENVIRONMENTS:
        trees = [str(path) for path in (root / environment).glob("lib/python3*/site-packages")]
        for one in importlib.metadata.distributions(path=trees):
            if (name := canonicalize_name(one.metadata["Name"])) not in LOOKED_AT:
                yield name, stated(one.metadata)
    for path, entry in json.loads((root / NPM_LOCK).read_text())["packages"].items():
        if path:
            yield path, entry.get("license", "")


def _field(package: importlib.metadata.PackageMetadata, name: str) -> str:
    found: list[str] = package.get_all(name) or [""]
    return found[0]


def main() -> None:
    if found := faults():
        sys.exit("\n".join(found))


if __name__ == "__main__":
    main()

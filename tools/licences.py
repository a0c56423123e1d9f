"""Licences: may everything that is installed be used, and is everything that ships named in a NOTICE?  No network.

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
NOTICES = dict(zip(SHIPPED, ("NOTICE", "NOTICE", "layers/opencv/NOTICE", "layers/print/NOTICE"), strict=True))
# None of these licences covers what we write ourselves.
ALLOWED = re.compile(
    r"MIT|0?BSD|Apache|ISC|PSF|Python Software Foundation|MPL|Mozilla|Zlib|CC0|CNRI-Python|HPND|Public Domain"
)
# Checked by hand, none of it shipped: name → why it may be used.
LOOKED_AT = {
    "axe-playwright-python": "MIT; its metadata is silent",
    "yattag": "LGPL-2.1; a part of cosmic-ray, run unchanged and apart",
}


def stated(package: importlib.metadata.PackageMetadata) -> str:
    """The licence that a package states, as `A AND B` or `A OR B`; empty if it states none."""
    if expression := _field(package, "License-Expression"):
        return expression
    classifiers = [
        classifier.split(" :: ")[-1]
        for classifier in package.get_all("Classifier") or []
        if classifier.startswith("License ::")
    ]
    kinds = [classifier for classifier in classifiers if classifier != "DFSG approved"]
    return " OR ".join(kinds) or _field(package, "License").partition("\n")[0]


def allowed(expression: str) -> bool:
    return all(any(map(ALLOWED.search, part.split(" OR "))) for part in expression.split(" AND "))


def faults(root: Path = ROOT) -> list[str]:
    """What may not be used, or is not named where it ships."""
    wrong = [f"{name}: {licence or 'says nothing'}" for name, licence in _used(root) if not allowed(licence)]
    for path, notice in NOTICES.items():
        named = set(re.split(r"[\s,]+", (root / notice).read_text().lower()))
        wrong += [
            f"{notice} does not name {requirement.name}"
            for requirement in requirements(root / path)
            if requirement.name.lower() not in named
        ]
    return sorted(set(wrong))


def _used(root: Path) -> Iterator[tuple[str, str]]:
    for environment in ENVIRONMENTS:
        trees = [str(path) for path in (root / environment).glob("lib/python3*/site-packages")]
        for distribution in importlib.metadata.distributions(path=trees):
            if (name := canonicalize_name(distribution.metadata["Name"])) not in LOOKED_AT:
                yield name, stated(distribution.metadata)
    for path, entry in json.loads((root / NPM_LOCK).read_text())["packages"].items():
        if path:
            yield path, entry.get("license", "")


def _field(package: importlib.metadata.PackageMetadata, name: str) -> str:
    values: list[str] = package.get_all(name) or [""]
    return values[0]


def main() -> None:
    if wrong := faults():
        sys.exit("\n".join(wrong))


if __name__ == "__main__":
    main()

"""Whether the mini-program and the site may go out: no setting is a placeholder, and the changelog has the version.

    python -m tools.releasable          all; `miniprogram`, `site` or `changelog` for one
    make releasable                     the same

The repository's own settings are made for development and are refused.  Nothing is asked outside: an address that
looks right may still lead nowhere.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from chalicelib.identity.texts import TEXTS

ROOT = Path(__file__).resolve().parent.parent
APPID = re.compile(r"wx[0-9a-f]{16}")
TEMPLATE_ID = re.compile(r"[0-9A-Za-z_-]{43}")
PLACEHOLDER = re.compile(r"示例|样例|待定|某某|XXX|TODO|SANDBOX|example\.|0{6,}", re.IGNORECASE)
TELEPHONE = re.compile(r"0[0-9]{2,3}-?[0-9]{7,8}|(400|800)-?[0-9]{3}-?[0-9]{4}")  # an office's number
LOCAL_NUMBER = re.compile(r"[0-9]{7,8}")  # without its area code: shown as printed, and no phone can dial it
MOBILE = re.compile(r"(?<![0-9])1[3-9][0-9]{9}(?![0-9])")
LOCAL = re.compile(r"localhost|[0-9.]+|.*\.(test|local|invalid|localhost)")
# settings.js asks WeChat which version runs; here it gets the answer of the released one.
READ_SETTINGS = """
globalThis.wx = { getAccountInfoSync: () => ({ miniProgram: { envVersion: 'release' } }) };
process.stdout.write(JSON.stringify(require(process.argv[1])));
"""


def mini_faults(root: Path) -> Iterator[str]:
    """Placeholders in the mini-program's settings, as the released version sees them."""
    project = json.loads((root / "miniprogram/project.config.json").read_text())
    if not APPID.fullmatch(str(project.get("appid"))):
        yield f"miniprogram/project.config.json: appid is {project.get('appid')!r}, no mini-program's"
    settings = _released(root / "miniprogram/settings.js")
    address = urlsplit(str(settings.get("api")))
    host = address.hostname or ""
    if address.scheme != "https" or "." not in host or LOCAL.fullmatch(host) or PLACEHOLDER.search(host):
        yield f"miniprogram/settings.js: release.api is {settings.get('api')!r}, no https address of a site"
    for name in ("result", "state"):
        template = str(settings.get("templates", {}).get(name) or "")
        if not TEMPLATE_ID.fullmatch(template) or PLACEHOLDER.search(template):
            yield f"miniprogram/settings.js: release.templates.{name} is {template!r}, no template's id"


def site_faults(root: Path) -> Iterator[str]:
    """What a branch says about itself and has not filled in, or should not say."""
    settings = json.loads((root / "web/settings.json").read_text())
    texts = dict(_texts("", settings))
    for name, text in texts.items():
        if PLACEHOLDER.search(text):
            yield f"web/settings.json: {name} is a placeholder: {text!r}"
        if MOBILE.search(text):
            yield f"web/settings.json: {name} has a person's own number"
    for name in ("operator", "icp", "branch.name", "branch.address", "branch.hours"):
        if not texts.get(name, "").strip():
            yield f"web/settings.json: {name} is empty"
    phones = [person["phone"] for person in settings["branch"]["people"]]
    yield from _phone_faults(phones)
    for kind, versions in TEXTS.items():
        if settings["operator"] not in versions[-1].text:
            yield f"chalicelib/identity/texts/{kind}.json: the text in force does not name the operator of the site"
        for phone in phones:
            if phone not in versions[-1].text:
                yield f"chalicelib/identity/texts/{kind}.json: the text in force does not name the phone {phone}"


def undialled_phones(root: Path) -> list[str]:
    """Return the branch's phones that are shown but cannot be dialled, because they lack the area code."""
    people = json.loads((root / "web/settings.json").read_text())["branch"]["people"]
    return [person["phone"] for person in people if LOCAL_NUMBER.fullmatch(person["phone"])]


def _phone_faults(phones: list[str]) -> Iterator[str]:
    if not phones:
        yield "web/settings.json: branch.people is empty, nobody can be called"
    for at, phone in enumerate(phones):
        if not TELEPHONE.fullmatch(phone) and not MOBILE.search(phone) and not (at and LOCAL_NUMBER.fullmatch(phone)):
            yield f"web/settings.json: branch.people.{at}.phone is no telephone number: {phone!r}"


def changelog_faults(root: Path) -> Iterator[str]:
    """What keeps the tree from being tagged: entries without a version, or a version without entries."""
    changelog = (root / "CHANGELOG.md").read_text()
    unreleased, _, released = changelog.partition("## Unreleased")[2].partition("\n## ")
    named = tomllib.loads((root / "pyproject.toml").read_text())["project"]["version"]
    if unreleased.strip():
        yield "CHANGELOG.md: entries stand under Unreleased; give them a heading with version and date"
    if not re.match(rf"{re.escape(named)} — \d{{4}}-\d\d-\d\d\n", released):
        yield f"pyproject.toml: version {named!r} is not the newest heading of CHANGELOG.md (## VERSION — YYYY-MM-DD)"


CHECKS: Mapping[str, Callable[[Path], Iterator[str]]] = {
    "miniprogram": mini_faults,
    "site": site_faults,
    "changelog": changelog_faults,
}


def _released(path: Path) -> Any:
    """The module's exports in the released version.  Raises CalledProcessError when it cannot be read."""
    done = subprocess.run(
        ["node", "-e", READ_SETTINGS, str(path.resolve())],
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


def _texts(name: str, value: object) -> Iterator[tuple[str, str]]:
    """Every text in the value, with its dotted name."""
    if isinstance(value, str):
        yield name, value
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in inside:
        yield from _texts(f"{name}.{key}" if name else str(key), part)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tools.releasable", description=__doc__.splitlines()[0])
    parser.add_argument("what", nargs="*", choices=[[], *CHECKS], help="all unless one is named")
    checks = parser.parse_args().what or list(CHECKS)
    faults = [fault for name in checks for fault in CHECKS[name](ROOT)]
    for fault in faults:
        print(fault, file=sys.stderr)
    if faults:
        sys.exit(f"{len(faults)} settings are not ready for a release")
    print(f"ready for a release: {', '.join(checks)}")


if __name__ == "__main__":
    main()

"""The source of libzbar: from the cache, the mirrors that this machine's apt uses, or the project's own addresses.

zbar.json names them; its SHA-256 decides, whoever sent the file.  Debian's and Ubuntu's source archive is the
project's own, unchanged, so no index of sources is needed, only its place in the pool.
"""

from __future__ import annotations

import json
import subprocess
import tempfile
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from typing import Any

from deploy import cache
from deploy.wheels import PackagingError

MANIFEST = Path(__file__).with_name("zbar.json")
APT_HELPER = Path("/usr/lib/apt/apt-helper")
COMPONENTS = ("main", "universe")  # where Debian has it, where Ubuntu has it
SECONDS = 30


class NotFetchedError(Exception):
    """The reason in a line."""


@dataclass(frozen=True)
class Source:
    """An address, the digest of what lies there and who fetches it into a file."""

    address: str
    sha256: str
    fetch: Callable[[Source, Path], None]


def fetch_zbar(manifest: Path = MANIFEST) -> Path:
    """The archive, kept in the cache.  Raises PackagingError with every address and why it failed."""
    places = json.loads(manifest.read_text())
    for sha256 in {places["pool"]["sha256"], *(one["sha256"] for one in places["addresses"])}:
        if kept := cache.find(sha256):
            return kept
    failures = []
    with tempfile.TemporaryDirectory() as scratch:
        for source in _sources(places):
            target = Path(scratch, source.address.rpartition("/")[2])
            try:
                source.fetch(source, target)
                if (seen := cache.digest(target)) != source.sha256:
                    raise NotFetchedError(f"its SHA-256 is {seen}, {manifest.name} says {source.sha256}")
                return cache.keep(target)
            except (NotFetchedError, OSError, HTTPException) as error:
                failures.append(f"  {source.address}: {error}")
    raise PackagingError("\n".join(["libzbar: its source could not be fetched:", *failures]))


def _sources(places: dict[str, Any]) -> Iterator[Source]:
    for site, component in _apt_sites():
        yield Source(f"{site}/pool/{component}/{places['pool']['path']}", places["pool"]["sha256"], _with_apt)
    for one in places["addresses"]:
        yield Source(one["address"], one["sha256"], _download)


def _apt_sites() -> list[tuple[str, str]]:
    """Site and component of every list of packages that apt reads here."""
    try:
        command = ["apt-get", "indextargets", "--format", "$(SITE) $(COMPONENT)", "Created-By: Packages"]
        lines = subprocess.run(command, capture_output=True, text=True).stdout.splitlines()
    except FileNotFoundError:
        return []
    pairs = [(line.split()[0], line.split()[-1]) for line in lines]
    found = [(site, part) for name, part in pairs if part in COMPONENTS for site in _mirrors(name)]
    return list(dict.fromkeys(found))


def _mirrors(site: str) -> list[str]:
    """The sites of a list of mirrors, which apt takes for one; any other site is its own."""
    if not site.startswith("mirror+file:"):
        return [site.rstrip("/")]
    try:
        lines = Path(site.removeprefix("mirror+file:")).read_text().splitlines()
    except OSError:
        return []
    return [line.split()[0].rstrip("/") for line in lines if line.strip() and not line.startswith("#")]


def _with_apt(source: Source, target: Path) -> None:
    """With the proxies and certificates that apt is set up with."""
    options = [f"Acquire::{scheme}::Timeout={SECONDS}" for scheme in ("http", "https")]
    options += ["Acquire::Retries=0", "APT::Sandbox::User=root"]
    command = [str(APT_HELPER), "-qq", *(word for option in options for word in ("-o", option))]
    command += ["download-file", source.address, str(target), f"SHA256:{source.sha256}"]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        said = done.stderr.strip().splitlines() or ["apt did not say why"]
        raise NotFetchedError(said[0].removeprefix("E: ").replace(source.address, "").strip())


def _download(source: Source, target: Path) -> None:
    with urllib.request.urlopen(source.address, timeout=SECONDS) as answer:
        target.write_bytes(answer.read())

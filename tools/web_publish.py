"""The pages as they are published: at their own addresses, everything else in few files whose names hold their hashes.

    python -m tools.web_publish --storage https://BUCKET.s3.REGION.amazonaws.com              → out/site/, out/console/
    python -m tools.web_publish --storage … --bucket SITE-BUCKET                              … and uploads it

A page is asked for anew each time, and answered for with a 304 while it is the same; what it names never changes and is
kept for a year.  Nothing is ever taken away, so that a tab opened before a release still finds its modules.
Needs Node.js, with what `make setup` has installed.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from deploy.origins import ORIGINS, SITE, Origin
from deploy.site_headers import SETTINGS, TYPES, cache_control, content_policy, content_type, uses_captcha
from deploy.site_template import POLICY_KEY
from tools.site.bundle import NotBundled, bundled
from tools.site.names import Names
from tools.site.security_txt import ADDRESS, NoContact, security_txt

ROOT = Path(__file__).resolve().parent.parent
WEB, OUT = ROOT / "web", ROOT / "out"
NOT_SERVED = {"vendor.json", "tsconfig.json"}


@dataclass(frozen=True, kw_only=True)
class File:
    """key: its address without the first slash."""

    key: str
    data: bytes

    @property
    def cache(self) -> str:
        return cache_control(self.key)


def files(storage: str, folder: Path = WEB) -> Iterator[File]:
    """Every file with its address, each after all it refers to, so that no page names what is not there yet.

    storage: the origin of the bucket that photos are uploaded to.  Raises NotBundled, NamesNothing.
    """
    paths = (path for path in folder.rglob("*") if path.suffix in TYPES and path.name not in NOT_SERVED)
    sources = {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}
    fixed = {name for name in sources if name.endswith(".html") or name == SETTINGS}
    for name, data in Names(bundled(sources), fixed).all().items():
        if name.endswith(".html"):
            yield from _page(name, data + _mark(storage, folder))
        else:
            yield File(key=name, data=data)


def _mark(storage: str, folder: Path) -> bytes:
    """Another policy makes another page: after a 304 a browser would keep the page's old headers."""
    policy = content_policy(storage, captcha=uses_captcha(folder))
    return f"<!-- {hashlib.sha256(policy.encode()).hexdigest()[:10]} -->\n".encode()


def _page(name: str, data: bytes) -> Iterator[File]:
    """A folder's page also has the folder's address."""
    yield File(key=name, data=data)
    if name.endswith("/index.html"):
        for address in (name.removesuffix("index.html"), name.removesuffix("/index.html")):
            yield File(key=address, data=data)


def placed(storage: str, folder: Path = WEB) -> Iterator[tuple[Origin, File]]:
    """Every file once for each origin that serves it, and where a hole in it is told to.  Raises as `files`, and
    NoContact."""
    if (settings := folder / SETTINGS).exists():
        contact = json.loads(settings.read_bytes()).get("security", "")
        told = File(key=ADDRESS, data=security_txt(contact, datetime.now(UTC)))
        yield from ((origin, told) for origin in ORIGINS)
    for file in files(storage, folder):
        yield from ((origin, file) for origin in ORIGINS if origin.has_file(file.key))


def write(storage: str, out: Path = OUT, folder: Path = WEB) -> None:
    """Writes the files for a plain file server, beside those of earlier releases; a folder's page is its index.html
    there."""
    for origin, file in placed(storage, folder):
        if "." in Path(file.key).name:
            path = out / origin.prefix / file.key
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(file.data)


def upload(bucket: str, storage: str, folder: Path = WEB, s3: Any = None) -> int:
    """Uploads every file; returns how many.  s3: a client; None: with the environment's credentials and region."""
    import boto3

    s3 = s3 or boto3.client("s3")
    count, captcha = 0, uses_captcha(folder)
    for count, (origin, file) in enumerate(placed(storage, folder), start=1):  # noqa: B007 - counted
        page = "text/html; charset=utf-8" if "." not in Path(file.key).name else content_type(file.key)
        s3.put_object(
            Bucket=bucket,
            Key=f"{origin.prefix}/{file.key}",
            Body=file.data,
            ContentType=page,
            CacheControl=file.cache,
            Metadata={POLICY_KEY: content_policy(storage, captcha=captcha and origin is SITE)},
        )
    return count


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tools.web_publish", description="Publishes the web site.")
    parser.add_argument("--storage", required=True, help="origin of the bucket photos are uploaded to")
    parser.add_argument(
        "--bucket", help="the stack's SiteBucketName; without it the files only go to out/site/ and out/console/"
    )
    arguments = parser.parse_args()
    try:
        write(arguments.storage)
    except (NotBundled, NoContact) as error:
        sys.exit(str(error))
    for name, count in Counter(origin.prefix for origin, _ in placed(arguments.storage)).items():
        print(f"{(OUT / name).relative_to(ROOT)}: {count} files")
    if arguments.bucket:
        print(f"{arguments.bucket}: {upload(arguments.bucket, arguments.storage)} files")


if __name__ == "__main__":
    main()

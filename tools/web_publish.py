"""The site as it is published: pages at their own addresses, everything else under a digest of it all.

    python -m tools.web_publish --storage https://BUCKET.s3.REGION.amazonaws.com              → out/site/
    python -m tools.web_publish --storage … --bucket SITE-BUCKET                              … and uploads it

A page is asked for anew each time; what it names below /v/<digest>/ never changes and is kept for a year.  Older
digests stay, so that a page opened yesterday still finds its modules.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tools.site_template import POLICY_KEY, PREFIX
from tools.web_headers import FOREVER, NEWEST, TYPES, content_policy, content_type

ROOT = Path(__file__).resolve().parent.parent
WEB, OUT = ROOT / "web", ROOT / "out" / "site"
ALWAYS_ASKED = {".html", ".json"}  # pages, and what a branch says of itself
OWN_FILE = re.compile(r'((?:href|src)=")/(?=[\w-]+/)')
NOT_SERVED = {"vendor.json"}


@dataclass(frozen=True, kw_only=True)
class File:
    """key: its address without the first slash."""

    key: str
    data: bytes
    cache: str


def files(folder: Path = WEB) -> Iterator[File]:
    """Every file with its address: the modules first, so that no page names what is not there yet."""
    found = sorted(path for path in folder.rglob("*") if path.suffix in TYPES and path.name not in NOT_SERVED)
    kept = {str(path.relative_to(folder)): path.read_bytes() for path in found if path.suffix not in ALWAYS_ASKED}
    version = digest(kept)
    for name, data in kept.items():
        yield File(key=f"v/{version}/{name}", data=data, cache=FOREVER)
    for path in found:
        if path.suffix in ALWAYS_ASKED:
            yield from _asked(str(path.relative_to(folder)), path.read_bytes(), version)


def digest(kept: dict[str, bytes]) -> str:
    """16 hex characters that change when any name or content does."""
    every = hashlib.sha256()
    for name, data in sorted(kept.items()):
        every.update(f"{name}\0{len(data)}\0".encode() + data)
    return every.hexdigest()[:16]


def _asked(name: str, data: bytes, version: str) -> Iterator[File]:
    """A page names its files by the version; a folder's page has the folder's address too."""
    if name.endswith(".html"):
        data = OWN_FILE.sub(rf"\g<1>/v/{version}/", data.decode()).encode()
    yield File(key=name, data=data, cache=NEWEST)
    if name.endswith("/index.html"):
        for address in (name.removesuffix("index.html"), name.removesuffix("/index.html")):
            yield File(key=address, data=data, cache=NEWEST)


def write(out: Path = OUT) -> None:
    """The files of a plain file server; a folder's page is its index.html there."""
    shutil.rmtree(out, ignore_errors=True)
    for file in files():
        if "." in Path(file.key).name:
            path = out / file.key
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(file.data)


def upload(bucket: str, storage: str) -> int:
    """Puts every file; how many.  Credentials and region come from the environment."""
    import boto3

    s3 = boto3.client("s3")
    count = 0
    for count, file in enumerate(files(), start=1):  # noqa: B007 - counted
        page = "text/html; charset=utf-8" if "." not in Path(file.key).name else content_type(file.key)
        s3.put_object(
            Bucket=bucket,
            Key=f"{PREFIX}/{file.key}",
            Body=file.data,
            ContentType=page,
            CacheControl=file.cache,
            Metadata={POLICY_KEY: content_policy(storage)},
        )
    return count


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tools.web_publish", description="Publishes the web site.")
    parser.add_argument("--storage", required=True, help="origin of the bucket photos are uploaded to")
    parser.add_argument("--bucket", help="the stack's SiteBucketName; without it the files only go to out/site/")
    asked = parser.parse_args()
    write()
    print(f"{OUT.relative_to(ROOT)}: {sum(1 for _ in files())} files")
    if asked.bucket:
        print(f"{asked.bucket}: {upload(asked.bucket, asked.storage)} files")


if __name__ == "__main__":
    main()

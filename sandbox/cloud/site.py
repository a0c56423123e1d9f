"""Serves an origin's files as the bucket behind its domain does: compressed, with the strict content policy.

`make run` serves the sources, which the browser always revalidates, so that a reload shows every change.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

from deploy.origins import CONSOLE_FOLDER, SITE, Origin
from deploy.site_headers import TYPES, cache_control, content_policy, content_type, fixed_headers, uses_captcha
from sandbox.cloud.template import ROOT
from sandbox.server import Reply, Request
from tools.site.security_txt import ADDRESS, security_txt

WEB = ROOT / "web"
LEAST_COMPRESSED = 1024  # bytes; the same as in API Gateway's configuration


class Site:
    """A folder of files.  storage: the origin of the bucket for pictures; console: the address of the branch's."""

    def __init__(self, storage: str, folder: Path = WEB, origin: Origin = SITE, console: str = "") -> None:
        self._folder, self._origin, self._console = folder, origin, console
        policy = content_policy(storage, captcha=origin is SITE and uses_captcha(folder))
        self._headers = {**fixed_headers(), "Content-Security-Policy": policy}

    def __call__(self, request: Request) -> Reply:
        """Answers with a file; for a folder, with its index.html."""
        if request.method not in ("GET", "HEAD"):
            return Reply(status=405)
        if self._origin is SITE and request.path.strip("/").split("/")[0] == CONSOLE_FOLDER:
            return Reply(status=302, headers=(("Location", f"{self._console}/{CONSOLE_FOLDER}/"),))
        if request.path == f"/{ADDRESS}":
            return self._told()
        path = self._file(request.path)
        if path is None:
            return _not_found()
        if path.is_dir():
            return Reply(status=301, headers=(("Location", request.path + "/"),))
        return self._send(path, request)

    def _file(self, url_path: str) -> Path | None:
        """The file of a path; the folder if the path lacks the slash at its end; None if there is neither."""
        parts = [part for part in url_path.split("/") if part]
        if any(part.startswith(".") or "\\" in part or "\0" in part for part in parts):
            return None
        parts = parts or [self._origin.page]
        if not self._origin.has_file(parts[0]):
            return None
        path = self._folder.joinpath(*parts)
        if path.is_dir():
            index = path / "index.html"
            return (index if url_path.endswith("/") else path) if index.is_file() else None
        return path if path.is_file() and path.suffix in TYPES else None

    def _told(self) -> Reply:
        """Where a hole is told to, written as it is asked for."""
        contact = json.loads((self._folder / "settings.json").read_bytes())["security"]
        headers = {"Content-Type": content_type(ADDRESS), "Cache-Control": cache_control(ADDRESS), **self._headers}
        return Reply(body=security_txt(contact, datetime.now(UTC)), headers=tuple(headers.items()))

    def _send(self, path: Path, request: Request) -> Reply:
        body = path.read_bytes()
        headers = {
            "Content-Type": content_type(path.name),
            "Cache-Control": cache_control(path.name),
            "ETag": f'"{hashlib.sha256(body).hexdigest()[:32]}"',
            **self._headers,
        }
        if request.header("If-None-Match") == headers["ETag"]:
            return Reply(status=304, headers=tuple(headers.items()))
        if len(body) >= LEAST_COMPRESSED and "gzip" in request.header("Accept-Encoding"):
            body = _compressed(body)
            headers["Content-Encoding"] = "gzip"
        return Reply(body=body, headers=tuple(headers.items()))


@lru_cache(maxsize=128)  # every new browser requests the same files
def _compressed(body: bytes) -> bytes:
    return gzip.compress(body, 6)


def _not_found() -> Reply:
    return Reply(status=404, body="页面不存在".encode(), headers=(("Content-Type", "text/plain; charset=utf-8"),))

"""The HTTP headers of the site's files, for the sandbox's server and for the bucket on AWS alike."""

from __future__ import annotations

import json
from pathlib import Path, PurePosixPath

from chalicelib.api.headers import SAFE
from tools.site.names import HASHED

TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json; charset=utf-8",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
}
# By https://cloud.tencent.com/document/product/1110/36841; never tried in a browser against Tencent.
CAPTCHA_HOSTS = ("https://turing.captcha.qcloud.com", "https://turing.captcha.gtimg.com")
SETTINGS = "settings.json"  # what a branch says about itself
NEWEST = "no-cache"
FOREVER = "public, max-age=31536000, immutable"


def content_type(path: str) -> str:
    """The Content-Type of a file.  Raises KeyError for a kind of file that the site does not have."""
    return TYPES[PurePosixPath(path).suffix]


def cache_control(path: str) -> str:
    """The Cache-Control of a file: a name with a hash never gets other content; other files are always revalidated."""
    return FOREVER if HASHED.search(path) else NEWEST


def content_policy(storage: str, *, captcha: bool = False) -> str:
    """The Content-Security-Policy.  storage: the origin uploads go to and pictures come from; captcha: whether
    Tencent's script may be loaded, which opens a frame."""
    outside = [f"{kind} 'self' {' '.join(CAPTCHA_HOSTS)}" for kind in ("script-src", "frame-src")] if captcha else []
    return "; ".join(
        (
            "default-src 'self'",
            *outside,
            f"img-src 'self' data: blob: {storage}",
            f"connect-src 'self' {storage}",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    )


def uses_captcha(folder: Path) -> bool:
    """Whether the site in this folder says of itself `"captcha": "tencent"`."""
    path = folder / SETTINGS
    return path.exists() and json.loads(path.read_bytes()).get("captcha") == "tencent"


def fixed_headers() -> dict[str, str]:
    """The headers of every file.  Referrer-Policy: WeChat's payment page checks the origin it was opened from;
    Permissions-Policy: the site's own camera page, and nothing of what else a page may ask a device for."""
    return {
        **SAFE,
        "Referrer-Policy": "strict-origin-when-cross-origin",
        "Permissions-Policy": "camera=(self), microphone=(), geolocation=(), payment=(), usb=()",
        "Cross-Origin-Opener-Policy": "same-origin",
    }

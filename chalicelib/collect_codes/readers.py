"""Turns the text of a QR code into a collection code (采集码): a chain of strict readers, tried in order.

The format of a real collection code is not public, so no reader assumes more about its length or alphabet than it needs
to reject other codes.  An agency's own decoder stands in for the chain: agency.py, docs/collect-codes.md.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

MAX_TEXT: Final = 4096  # a QR code holds at most 4,296 characters
MAX_FIELD: Final = 512
CODE_PARAMETERS: Final = ("cjm", "code")
CODE_HOSTS: Final = ("chsi.com.cn", "chsi.cn")  # CHSI's own domains; a link to any other host is refused

_PLAIN: Final = re.compile(r"[0-9A-Za-z_-]{6,128}")
_ID_TAIL: Final = re.compile(r"[0-9]{3}[0-9Xx]")


@dataclass(frozen=True, kw_only=True)
class CollectCode:
    """The contents of a collection code.  text: the QR text, unchanged; reader: name of the reader; code: the 采集码.

    The other fields are None if the code does not have them; level: CHSI's wording (本科 …); masked_name: part hidden.
    """

    text: str
    reader: str
    code: str
    school_code: str | None = None
    level: str | None = None
    student_no: str | None = None
    college: str | None = None
    department: str | None = None
    class_name: str | None = None
    masked_name: str | None = None
    id_tail: str | None = None


@dataclass(frozen=True)
class Reader:
    """One format of collection codes.  `read` returns None for a text in another format, and never raises."""

    name: str
    read: Callable[[str], CollectCode | None]


def read(text: str, readers: tuple[Reader, ...] | None = None) -> CollectCode | None:
    """The collection code in `text` by the first reader that accepts it, or None."""
    text = text.strip()
    if not text or len(text) > MAX_TEXT:
        return None
    for reader in READERS if readers is None else readers:
        code = reader.read(text)
        if code is not None:
            return code
    return None


def read_chsi_json(text: str) -> CollectCode | None:
    """Base64 of (or plain) UTF-8 JSON with pinyin keys: cjm 采集码, yxdm 院校代码, zjhm 证件号码, xh 学号 …"""
    fields = _json_object(text)
    if fields is None:
        return None
    code = _field(fields, "cjm")
    if code is None:
        return None
    tail = (_field(fields, "zjhm") or "")[-4:].upper()
    return CollectCode(
        text=text,
        reader="chsi_json",
        code=code,
        school_code=_field(fields, "yxdm"),
        level=_field(fields, "cc"),
        student_no=_field(fields, "xh"),
        college=_field(fields, "fy"),
        department=_field(fields, "xs"),
        class_name=_field(fields, "bh"),
        masked_name=_field(fields, "xm"),
        id_tail=tail if _ID_TAIL.fullmatch(tail) else None,
    )


def read_url(text: str) -> CollectCode | None:
    """A link to CHSI that carries the code in a parameter."""
    try:
        url = urlsplit(text)
        host = url.hostname or ""
        parameters = parse_qs(url.query, max_num_fields=32)
    except ValueError:
        return None
    is_chsi = any(host == domain or host.endswith("." + domain) for domain in CODE_HOSTS)
    if url.scheme not in ("http", "https") or not is_chsi:
        return None
    values = [value for name in CODE_PARAMETERS for value in parameters.get(name, [])]
    if len(values) != 1 or not _PLAIN.fullmatch(values[0]):
        return None
    return CollectCode(text=text, reader="url", code=values[0])


def read_plain(text: str) -> CollectCode | None:
    """The bare code: 6–128 ASCII letters, digits, - and _ (so no link, no sentence, no encoded JSON)."""
    if not _PLAIN.fullmatch(text) or _json_object(text) is not None:
        return None
    return CollectCode(text=text, reader="plain", code=text)


READERS: Final = (Reader("chsi_json", read_chsi_json), Reader("url", read_url), Reader("plain", read_plain))


def _json_object(text: str) -> dict[str, Any] | None:
    """The JSON object in `text`, plain or in Base64 (either alphabet, padding optional); None if there is none."""
    try:
        raw = text if text.startswith("{") else _base64(text).decode()
        value = json.loads(raw)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _base64(text: str) -> bytes:
    body = "".join(text.split()).rstrip("=").replace("-", "+").replace("_", "/")
    try:
        return base64.b64decode(body + "=" * (-len(body) % 4), validate=True)
    except binascii.Error as error:
        raise ValueError("not Base64") from error


def _field(fields: dict[str, Any], key: str) -> str | None:
    value = fields.get(key)
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str):
        return None
    value = value.strip()
    return value if 0 < len(value) <= MAX_FIELD and value.isprintable() else None

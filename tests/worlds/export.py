"""What a student gets who asks for a copy of their data."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

import requests

from clients.student import Student
from tests.worlds.proven import proven
from tools.suite.patience import PATIENCE


def copy(student: Student) -> tuple[dict[str, Any], dict[str, bytes]]:
    """data.json and the other files of an export."""
    link = proven(student).call("POST", "/api/me/export", {})["url"]
    with zipfile.ZipFile(io.BytesIO(requests.get(link, timeout=PATIENCE).content)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    return json.loads(files.pop("data.json")), files

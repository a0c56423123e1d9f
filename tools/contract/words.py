"""What docs/openapi.json says besides the routes: words and rules of the product from which its clients are
generated."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import MISSING, fields
from enum import StrEnum
from itertools import groupby
from typing import Any

import msgspec

from chalicelib.identity.texts import ConsentKind, current
from chalicelib.orders.couriers import Courier, name_of
from chalicelib.orders.labels import ACTS, LABELS
from chalicelib.orders.photos.upload_sizes import LIMITS, TYPES
from chalicelib.orders.questions import question
from chalicelib.orders.screen.ways_out import TABS
from chalicelib.shared.errors import REGISTRY
from chalicelib.shared.names import is_hidden
from chalicelib.tasks.levels import LEVEL_LABELS
from chalicelib.tasks.model import FIELD_LABELS, SETTINGS, FormField, Task

Document = dict[str, Any]


def words_and_rules() -> Document:
    """The errors are those of the modules imported so far."""
    return {
        "x-errors": _errors(),
        "x-labels": {
            "order": _words(LABELS),
            "level": _words(LEVEL_LABELS),
            "act": {name: {"label": label, "text": text} for name, (label, text) in ACTS.items()},
            "tab": {key: {"label": label, "empty": empty} for key, (label, empty) in TABS.items()},
            "courier": {courier.value: name_of(courier) for courier in Courier},
        },
        "x-settings": _settings(),
        "x-fields": {name: msgspec.to_builtins(question(FormField(name))) for name in FIELD_LABELS},
        "x-hidden": _hidden(),
        "x-uploads": {"types": TYPES, "bytes": LIMITS},
        "x-consents": {kind.value: _consent(kind) for kind in ConsentKind},
    }


def _errors() -> Document:
    """Message and action may hold {words} that the server fills in; leads: where in a student's client it is mended."""
    return {
        code: {"status": error.status, "message": error.message, "action": error.action, "leads": error.leads}
        for code, error in sorted(REGISTRY.items())
        if error.__module__.startswith("chalicelib.")
    }


def _settings() -> Document:
    """default: of a setting that may be left out when a task is created."""
    settings: Document = {
        name: {"label": setting.label, "frozen": setting.frozen} for name, setting in SETTINGS.items()
    }
    for field in fields(Task):
        if field.name in settings and field.default is not MISSING:
            settings[field.name]["default"] = msgspec.to_builtins(field.default)
    return settings


def _hidden() -> str:
    """The invisible characters, as a class of a regular expression."""
    hidden = [code for code in range(sys.maxunicode + 1) if is_hidden(chr(code)) and not chr(code).isspace()]
    rows = (list(row) for _, row in groupby(enumerate(hidden), key=lambda place: place[1] - place[0]))
    return "".join(f"\\u{{{row[0][1]:x}}}-\\u{{{row[-1][1]:x}}}" for row in rows)


def _words[S: StrEnum](words: Mapping[S, str]) -> dict[str, str]:
    return {word.value: label for word, label in sorted(words.items())}


def _consent(kind: ConsentKind) -> Document:
    """The text in force."""
    words = current(kind)
    sections = [{"heading": part.heading, "paragraphs": list(part.paragraphs)} for part in words.sections]
    return {"version": words.version, "title": words.title, "text": words.text, "sections": sections}

"""A task's settings as the branch sends and reads them, with the bounds that the model declares."""

from __future__ import annotations

from datetime import date, datetime, time
from functools import reduce
from operator import or_
from types import UnionType
from typing import Annotated, Any, Literal, get_type_hints

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType, defstruct

from chalicelib.api.desk.door import Id
from chalicelib.shared.clock import SHANGHAI, end_of_day, iso
from chalicelib.shared.errors import Invalid
from chalicelib.tasks.consistency import FILE_BYTES
from chalicelib.tasks.levels import Level
from chalicelib.tasks.model import SETTINGS, Background, Contact, FormField, Task
from chalicelib.tasks.settings import Length, Limit, Setting

When = Annotated[str, Meta(min_length=10, max_length=40)]
Part = Annotated[int, Meta(ge=0, le=255)]
Bytes = Annotated[int, Meta(ge=FILE_BYTES[0], le=FILE_BYTES[1])]
FieldName = Literal[
    "name",
    "school",
    "level",
    "college",
    "department",
    "major",
    "class_name",
    "student_no",
    "contact_phone",
    "id_tail",
    "email",
    "consignee",
    "address",
    "layout",
]
INSTANTS = ("opens_at", "closes_at")


class WantedBackground(Struct, frozen=True, forbid_unknown_fields=True):
    """tolerance: in CIE Lab ΔE; policy: whether an even wall of another colour is replaced."""

    rgb: tuple[Part, Part, Part]
    tolerance: Annotated[float, Meta(gt=0, le=100)]
    policy: Literal["keep", "normalise"]


class WantedField(Struct, frozen=True, forbid_unknown_fields=True):
    """A question of the form."""

    name: FieldName
    required: bool = True


class WantedContact(Struct, frozen=True, forbid_unknown_fields=True):
    role: Literal["TEACHER", "BRANCH"]
    name: Annotated[str, Meta(min_length=1, max_length=40)]
    phone: Annotated[str, Meta(min_length=1, max_length=40)]


# Settings whose form in the API is not the model's.
SENT: dict[str, Any] = {
    "schools": list[Id], "levels": list[Level], "opens_at": When, "closes_at": When, "background": WantedBackground,
    "file_bytes": tuple[Bytes, Bytes] | None, "form_fields": list[WantedField], "contacts": list[WantedContact],
}  # fmt: skip


def api_bound(bound: Limit | Length) -> Meta:
    """The bound as the API declares it."""
    if isinstance(bound, Limit):
        return Meta(ge=bound.least, le=bound.most)
    return Meta(min_length=bound.least or None, max_length=bound.most)


def sent_type(kept: Any, setting: Setting) -> Any:
    """The API's type of a setting, or None if it is not sent.  kept: the model's type, with None where it may be
    null."""
    whole, *null = kept.__args__ if isinstance(kept, UnionType) else (kept,)
    bounded = Annotated[whole, api_bound(setting.bound)] if setting.bound else whole
    return reduce(or_, [bounded, *null, UnsetType])


_KEPT = get_type_hints(Task) | SENT
# Any, as no type checker knows a type that is made when the program starts.
Declared: Any = defstruct(
    "Declared",
    [(name, sent_type(_KEPT[name], setting), UNSET) for name, setting in SETTINGS.items()],
    frozen=True,
    forbid_unknown_fields=True,
)


class TaskSettings(Declared):  # type: ignore[misc]
    """Every setting of a task; what is left out stays as it is, or as a new task has it.

    opens_at, closes_at: an instant with its zone, or a date: from 00:00:00, until 23:59:59 in Shanghai.  price: fen.
    file_bytes: least and most of the finished photo, null for the standard's own.  glasses: what clear ones are.
    review_days, production_days: working days until the verdict, and from it until the photo is made.  demo: for the
    platform's reviewer, nothing of it is delivered.
    """


def settings_from(sent: TaskSettings) -> dict[str, Any]:
    """What was sent, in the model's types.  Raises Invalid for text that is no instant."""
    every = {name: getattr(sent, name) for name in SETTINGS}
    given: dict[str, Any] = {name: value for name, value in every.items() if value is not UNSET}
    if "background" in given:
        given["background"] = Background(**msgspec.structs.asdict(given["background"]))
    for name, kind in (("form_fields", FormField), ("contacts", Contact)):
        if name in given:
            given[name] = [kind(**msgspec.structs.asdict(entry)) for entry in given[name]]
    for name in INSTANTS:
        if name in given:
            given[name] = instant(given[name], name)
    return {name: tuple(value) if isinstance(value, list) else value for name, value in given.items()}


def instant(text: str, field: str) -> datetime:
    """An instant; of a whole day in Shanghai its beginning for opens_at, else its end.  Raises Invalid."""
    try:
        if len(text) == 10:
            day = date.fromisoformat(text)
            return datetime.combine(day, time(), SHANGHAI) if field == "opens_at" else end_of_day(day)
        typed = datetime.fromisoformat(text)
    except ValueError as error:
        raise Invalid(field=field) from error
    if typed.tzinfo is None:
        raise Invalid(field=field)
    return typed


def settings_view(task: Task) -> dict[str, Any]:
    """Every setting as the API shows it: instants in the format of `iso`."""
    kept = {name: getattr(task, name) for name in SETTINGS} | {name: iso(getattr(task, name)) for name in INSTANTS}
    return dict(msgspec.to_builtins(kept))

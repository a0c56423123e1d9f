"""The one way into the API: who calls, what they send, one service call, the answer, and every error in one
envelope."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from datetime import date
from functools import wraps
from time import perf_counter
from typing import Any, Concatenate, Protocol, overload

import msgspec
from chalice.app import Blueprint, Chalice, Request, Response

from chalicelib.api.headers import SAFE
from chalicelib.identity.model import Role, Who
from chalicelib.shared import errors
from chalicelib.shared.log import NO_REF, fault, log, ref
from chalicelib.shared.metrics import measured
from chalicelib.wire import wire

YEARS = range(2000, 2101)  # a day beyond them is a typing error, and the next day may be outside Python's calendar
MOST_BODY = 64 * 1024  # bytes; the largest legal body (an order form) is below 4 KB
HEADERS: dict[str, str | list[str]] = {
    **SAFE,
    "Content-Type": "application/json; charset=utf-8",
    "Cache-Control": "no-store",
}
CHALICE_REFUSAL = '{"Code":'  # how Chalice's own refusals begin, and no handler's answer does
# What Chalice refuses before a handler runs, in our words.
BEFORE_HANDLER: Mapping[int, type[errors.DomainError]] = {
    400: errors.Malformed,
    405: errors.NotFound,
    415: errors.Unsupported,
}

routes = Blueprint("chalicelib.api")
_started = False
_person: ContextVar[str] = ContextVar("person", default="")


class Handler(Protocol):
    """A view as Chalice calls it."""

    def __call__(self, **path: str) -> Response: ...


@overload
def endpoint[A, **P](
    *, role: Role, answer: type[A], status: int = 200
) -> Callable[[Callable[Concatenate[Who, P], A]], Callable[P, Any]]: ...
@overload
def endpoint[A, B, **P](
    *, role: Role, answer: type[A], body: type[B], status: int = 200
) -> Callable[[Callable[Concatenate[Who, B, P], A]], Callable[P, Any]]: ...
@overload
def endpoint[A, B, **P](
    *, role: Role, answer: type[A], query: type[B], status: int = 200
) -> Callable[[Callable[Concatenate[Who, B, P], A]], Callable[P, Any]]: ...
def endpoint(*, role: Role, answer: Any, body: Any = None, query: Any = None, status: int = 200) -> Any:
    """Marks a handler.

    role: who may call; body / query: the model of the JSON body or of the query string, handed to the handler
    after `who`; answer: the model of what it returns.  Every DomainError becomes its envelope; anything else is
    logged by type and place and answered as `broken`.
    """

    # Made when the module is: msgspec crashes when two threads meet a type for the first time at once.
    reader = msgspec.json.Decoder(body or query or None)

    def mark(handler: Callable[..., Any]) -> Handler:
        return view_of(
            handler,
            who=lambda request: caller(request, role),
            role=role,
            reader=reader,
            body=body,
            query=query,
            answer=answer,
            status=status,
        )

    return mark


def view_of(
    handler: Callable[..., Any],
    *,
    who: Callable[[Request], object],
    role: Role,
    reader: msgspec.json.Decoder[Any],
    body: Any,
    query: Any,
    answer: Any,
    status: int,
) -> Handler:
    """The handler as Chalice calls it.  who: finds the caller or raises; the rest as in `endpoint`."""

    @wraps(handler)
    def view(**path: str) -> Response:
        request = routes.current_request
        ref.set(request_id(request))
        try:
            calling = who(request)
            _person.set(getattr(calling, "person_id", "") or getattr(calling, "staff_id", ""))
            sent = [parse(request, reader)] if body else [parse_query(request, query)] if query else []
            return reply(handler(calling, *sent, **path), status)
        except errors.DomainError as error:
            return refusal(error)
        except Exception as error:
            fault("broken", error, method=request.method, path=request.path)
            return refusal(errors.Broken())

    view.contract = Contract(role, body, query, answer, status)  # type: ignore[attr-defined]
    return view


class Contract(msgspec.Struct, frozen=True):
    """What the API description is made from."""

    role: Role
    body: Any
    query: Any
    answer: Any
    status: int


def request_id(request: Request) -> str:
    """The id API Gateway gave the request; it is shown to the user as `ref`."""
    return str((request.context or {}).get("requestId") or "-")


def caller(request: Request, role: Role) -> Who:
    """The principal behind the request.  Raises Unauthenticated when the role needs a session and there is none."""
    ip = str((request.context or {}).get("identity", {}).get("sourceIp") or "")
    scheme, _, token = (request.headers.get("authorization") or "").partition(" ")
    if role is Role.ANYONE:
        return Who(ip=ip)
    if scheme.lower() != "bearer" or not token:
        raise errors.Unauthenticated
    return wire().student.sessions.who(token.strip(), ip=ip)


def body_of(request: Request) -> bytes:
    """The exact bytes that were sent."""
    raw = request.raw_body
    return raw.encode() if isinstance(raw, str) else raw


def parse[B](request: Request, reader: msgspec.json.Decoder[B]) -> B:
    """The JSON body as the reader's model.  Raises TooLarge, Malformed, or Invalid with the field's name."""
    raw = body_of(request)
    if len(raw) > MOST_BODY:
        raise errors.TooLarge
    try:
        return reader.decode(raw)
    except msgspec.ValidationError as error:
        raise _invalid(error) from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise errors.Malformed from error


def parse_query[B](request: Request, model: type[B]) -> B:
    """The query string as `model`, its days in YEARS.  Raises Invalid with the field's name."""
    try:
        query = msgspec.convert(dict(request.query_params or {}), model, strict=False)
    except msgspec.ValidationError as error:
        raise _invalid(error) from error
    for name, value in msgspec.structs.asdict(query).items():  # type: ignore[arg-type]
        if isinstance(value, date) and value.year not in YEARS:
            raise errors.Invalid(field=name)
    return query


def _invalid(error: msgspec.ValidationError) -> errors.Invalid:
    from chalicelib.api.bounds import said_of  # here, as it imports the model of tasks: a light step starts without it

    field = field_of(error)
    return errors.Invalid(field=field, text=said_of(error, field))


def field_of(error: msgspec.ValidationError) -> str | None:
    """`… - at `$.form.name`` → "form.name".  For an unknown or missing field the name is in the text before that."""
    problem, separator, path = str(error).rpartition(" - at `$")
    _, _, name = (problem if separator else path).partition("field `")
    parts = (path.strip("`.") if separator else "", name.partition("`")[0])
    return ".".join(filter(None, parts)) or None


def number(text: str) -> int:
    """A number in a path.  0, which nothing has, stands for text that is no number or too long to be one of ours."""
    return int(text) if len(text) <= 4 and text.isascii() and text.isdigit() else 0


def reply(answer: object, status: int) -> Response:
    """The answer of a success."""
    return Response(msgspec.json.encode(answer).decode(), headers=dict(HEADERS), status_code=status)


def envelope(error: errors.DomainError) -> dict[str, object]:
    """`{"error": {...}}` with every field present."""
    return {
        "error": {
            "code": error.code, "message": error.text, "action": error.cure, "field": error.field,
            "retry_after": error.retry_after, "ref": ref.get(), "data": error.data,
        }
    }  # fmt: skip


def refusal(error: errors.DomainError) -> Response:
    """A DomainError as an answer."""
    headers: dict[str, str | list[str]] = dict(HEADERS) | (
        {"Retry-After": str(error.retry_after)} if error.retry_after else {}
    )
    log("refused", code=error.code, status=error.status)
    return Response(msgspec.json.encode(envelope(error)).decode(), headers=headers, status_code=error.status)


def serve(app: Chalice, event: dict[str, Any], context: Any) -> dict[str, Any]:
    """One HTTP event through Chalice's router; what Chalice itself refuses gets our envelope too."""
    began = perf_counter()
    http = event.get("requestContext") or {}
    ref.set(str(http.get("requestId") or NO_REF))
    _person.set("")
    answer: dict[str, Any] = app(event, context)
    status = int(answer["statusCode"])
    if str(answer.get("body")).startswith(CHALICE_REFUSAL):
        error = BEFORE_HANDLER.get(status, errors.Broken)()
        answer["body"] = msgspec.json.encode(envelope(error)).decode()
        answer["statusCode"] = error.status
        answer["headers"] = dict(answer.get("headers") or {}) | HEADERS
    ms = round((perf_counter() - began) * 1000, 1)
    cold = _first_request()
    method, path, status = http.get("httpMethod"), http.get("resourcePath"), answer["statusCode"]
    values, told = {"ColdStarts": 1} if cold else {}, _surroundings(cold)
    measured("request", values, method=method, path=path, status=status, ms=ms, **told)
    return answer


def _first_request() -> bool:
    """Whether this process has answered no request before: the user waited for its start, too."""
    global _started
    first, _started = not _started, True
    return first


def _surroundings(cold: bool) -> dict[str, object]:
    """What else a request's line tells: who called, as a digest that tells one caller from another and no more; which
    release answered; whether the process was new."""
    person, release = _person.get(), os.environ.get("RELEASE")
    told: dict[str, object] = {"person": hashlib.sha256(person.encode()).hexdigest()[:12]} if person else {}
    return told | ({"release": release} if release else {}) | ({"cold": True} if cold else {})

"""An HTTP/1.1 server made of one function from Request to Reply; it can hang up, even in the middle of an answer."""

from __future__ import annotations

import asyncio
import inspect
import json
import logging
import threading
import traceback
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Self, cast
from urllib.parse import parse_qsl, unquote, urlsplit

import uvloop
from aiohttp import web

HOST = "127.0.0.1"
THREADS = 64  # of one server; some of them wait on purpose
MOST_DROPPED = 64 << 20  # bytes
MOST_LINE = 64 << 10  # bytes of a header line
logging.getLogger("aiohttp.server").disabled = True  # requests hold personal data


@dataclass(frozen=True, kw_only=True)
class Request:
    """A request.  target: path and query exactly as sent; headers: all, in order."""

    method: str
    target: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    source_ip: str

    @cached_property
    def path(self) -> str:
        return unquote(urlsplit(self.target).path)

    @cached_property
    def query(self) -> dict[str, str]:
        return dict(self.query_pairs)

    @cached_property
    def query_pairs(self) -> list[tuple[str, str]]:
        return parse_qsl(urlsplit(self.target).query, keep_blank_values=True)

    def header(self, name: str) -> str:
        """The last header of that name, in any case; "" if absent."""
        return next((value for key, value in reversed(self.headers) if key.lower() == name.lower()), "")

    def json(self) -> dict[str, Any]:
        """The body as a JSON object; {} if it is none."""
        try:
            value = json.loads(self.body)
        except ValueError:
            return {}
        return value if isinstance(value, dict) else {}


@dataclass(frozen=True, kw_only=True)
class Reply:
    """A reply.  status 0: hang up without an answer; cut: hang up in the middle of the body."""

    status: int = 200
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()
    cut: bool = False

    @classmethod
    def of(cls, value: Any, *, status: int = 200, kind: str = "application/json; charset=utf-8") -> Reply:
        """A JSON answer, compact, in UTF-8."""
        return cls(status=status, body=to_json(value), headers=(("Content-Type", kind),))

    def also(self, headers: Mapping[str, str]) -> Reply:
        """The same reply with more headers."""
        return replace(self, headers=(*self.headers, *headers.items()))

    def half(self) -> Reply:
        """The same reply, but only half of it arrives; HANG_UP if the body is too short for that."""
        return replace(self, cut=True) if len(self.body) > 1 else HANG_UP


HANG_UP = Reply(status=0)
Handle = Callable[[Request], Reply]
HandleAsync = Callable[[Request], Awaitable[Reply]]


def to_json(value: Any) -> bytes:
    """Compact JSON in UTF-8, Chinese left as it is."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


class _Front:
    """Handles aiohttp's requests: turns each into a Request, and sends the Reply of `handle`, or half of it."""

    def __init__(self, handle: Handle | HandleAsync, max_body: int, threads: Executor) -> None:
        self._handle, self._max_body, self._threads = handle, max_body, threads

    async def __call__(self, incoming: web.BaseRequest) -> web.StreamResponse:
        if incoming.headers.get("Expect", "").lower() == "100-continue":
            await incoming.writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        request = await self._request(incoming)
        try:
            reply = await self._reply(request)
        except Exception:
            traceback.print_exc()
            reply = Reply(status=500, body=b"simulator fault")
        return await self._send(incoming, reply)

    async def _request(self, incoming: web.BaseRequest) -> Request:
        return Request(
            method=incoming.method,
            target=incoming.raw_path,
            headers=tuple((name.decode(), value.decode("latin-1")) for name, value in incoming.raw_headers),
            body=await self._body(incoming) if incoming.can_read_body else b"",
            source_ip=str(incoming.remote),
        )

    async def _body(self, incoming: web.BaseRequest) -> bytes:
        """The body; b"" if it is too large.  Up to 64 MB are read all the same, or its sender would miss the answer."""
        pieces, size = list[bytes](), 0
        async for piece in incoming.content.iter_any():
            size += len(piece)
            if size > self._max_body:
                pieces.clear()
            else:
                pieces.append(piece)
            if size > self._max_body + MOST_DROPPED:
                break
        return b"".join(pieces)

    async def _reply(self, request: Request) -> Reply:
        if inspect.iscoroutinefunction(self._handle):
            return cast("Reply", await self._handle(request))
        handle = cast("Handle", self._handle)
        return await asyncio.get_running_loop().run_in_executor(self._threads, handle, request)

    async def _send(self, incoming: web.BaseRequest, reply: Reply) -> web.StreamResponse:
        headers = [*reply.headers, ("Server", "sandbox")]
        if reply.status and not reply.cut:
            return web.Response(status=reply.status, body=reply.body or None, headers=headers)
        answer = web.StreamResponse(status=reply.status or 200, headers=headers)
        if reply.cut:
            answer.content_length = len(reply.body)
            await answer.prepare(incoming)
            await answer.write(reply.body[: len(reply.body) // 2])
        if incoming.transport:
            incoming.transport.close()
        return answer


@dataclass
class Server:
    """A running server on 127.0.0.1.

    handle: called from many threads at once; a coroutine function runs in the server's own thread and must not block.
    """

    handle: Handle | HandleAsync
    port: int = 0
    max_body: int = 32 << 20
    _stop: Callable[[], object] = field(init=False)
    _thread: threading.Thread = field(init=False)

    def start(self) -> Self:
        """Binds (port 0: any free one) and serves in the background.  Raises OSError when the port is taken."""
        bound: Future[int] = Future()
        self._thread = threading.Thread(target=self._serve, args=(bound,), daemon=True, name="http")
        self._thread.start()
        self.port = bound.result()
        return self

    def _serve(self, bound: Future[int]) -> None:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(self._until_stopped(bound))

    async def _until_stopped(self, bound: Future[int]) -> None:
        over, loop = asyncio.Event(), asyncio.get_running_loop()
        self._stop = lambda: loop.call_soon_threadsafe(over.set)
        threads = ThreadPoolExecutor(THREADS, thread_name_prefix="http")
        front = _Front(self.handle, self.max_body, threads)
        running = web.ServerRunner(
            web.Server(
                front, keepalive_timeout=120, access_log=None, max_line_size=MOST_LINE, max_field_size=MOST_LINE
            ),
            shutdown_timeout=0.1,
        )
        await running.setup()
        try:
            await web.TCPSite(running, HOST, self.port, backlog=512).start()
        except Exception as error:
            bound.set_exception(error)
        else:
            bound.set_result(running.addresses[0][1])
            await over.wait()
        await running.cleanup()
        threads.shutdown(wait=False, cancel_futures=True)

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}"

    def stop(self) -> None:
        """Accepts no new connections, and closes the open ones."""
        self._stop()
        self._thread.join(10)


class Service:
    """Base class of a service on one Server: start, stop and url are the server's."""

    _server: Server

    def start(self) -> None:
        self._server.start()

    def stop(self) -> None:
        self._server.stop()

    @property
    def url(self) -> str:
        return self._server.url

"""An HTTP/1.1 server that is one function from Request to Reply; it may also hang up, or in the middle of an answer."""

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
THREADS = 64  # of one server; some wait on purpose
MOST_DROPPED = 64 << 20  # bytes
MOST_LINE = 64 << 10  # bytes of a line of the head
logging.getLogger("aiohttp.server").disabled = True  # requests hold personal data


@dataclass(frozen=True, kw_only=True)
class Request:
    """What came in.  target: the path with its query exactly as sent; headers: every one, in order."""

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
        """The last header of that name, whatever its case; "" when absent."""
        return next((value for key, value in reversed(self.headers) if key.lower() == name.lower()), "")

    def json(self) -> dict[str, Any]:
        """The body as a JSON object; {} when it is none."""
        try:
            value = json.loads(self.body)
        except ValueError:
            return {}
        return value if isinstance(value, dict) else {}


@dataclass(frozen=True, kw_only=True)
class Reply:
    """What goes out.  status 0: hang up without an answer; cut: hang up in the middle of the body."""

    status: int = 200
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()
    cut: bool = False

    @classmethod
    def of(cls, value: Any, *, status: int = 200, kind: str = "application/json; charset=utf-8") -> Reply:
        """A JSON answer, compact, in UTF-8."""
        return cls(status=status, body=to_json(value), headers=(("Content-Type", kind),))

    def also(self, headers: Mapping[str, str]) -> Reply:
        """The same answer with more headers."""
        return replace(self, headers=(*self.headers, *headers.items()))

    def half(self) -> Reply:
        """The same answer, of which only half arrives; nothing at all where there is no half."""
        return replace(self, cut=True) if len(self.body) > 1 else HANG_UP


HANG_UP = Reply(status=0)
Handle = Callable[[Request], Reply]
HandleAsync = Callable[[Request], Awaitable[Reply]]


def to_json(value: Any) -> bytes:
    """Compact JSON in UTF-8, Chinese left as it is."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


class _Front:
    """One server's connections: what aiohttp reads becomes a Request, what `handle` says is sent, or half sent."""

    def __init__(self, handle: Handle | HandleAsync, max_body: int, threads: Executor) -> None:
        self._handle, self._max_body, self._threads = handle, max_body, threads

    async def __call__(self, asked: web.BaseRequest) -> web.StreamResponse:
        if asked.headers.get("Expect", "").lower() == "100-continue":
            await asked.writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        request = await self._request(asked)
        try:
            reply = await self._reply(request)
        except Exception:
            traceback.print_exc()
            reply = Reply(status=500, body=b"simulator fault")
        return await self._send(asked, reply)

    async def _request(self, asked: web.BaseRequest) -> Request:
        return Request(
            method=asked.method,
            target=asked.raw_path,
            headers=tuple((name.decode(), value.decode("latin-1")) for name, value in asked.raw_headers),
            body=await self._body(asked) if asked.can_read_body else b"",
            source_ip=str(asked.remote),
        )

    async def _body(self, asked: web.BaseRequest) -> bytes:
        """b"" for too large a one, which is read all the same, up to 64 MB: its sender would miss the answer."""
        pieces, size = list[bytes](), 0
        async for piece in asked.content.iter_any():
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

    async def _send(self, asked: web.BaseRequest, reply: Reply) -> web.StreamResponse:
        headers = [*reply.headers, ("Server", "sandbox")]
        if reply.status and not reply.cut:
            return web.Response(status=reply.status, body=reply.body or None, headers=headers)
        answer = web.StreamResponse(status=reply.status or 200, headers=headers)
        if reply.cut:
            answer.content_length = len(reply.body)
            await answer.prepare(asked)
            await answer.write(reply.body[: len(reply.body) // 2])
        if asked.transport:
            asked.transport.close()
        return answer


@dataclass
class Server:
    """A running server on 127.0.0.1.

    handle is called from many threads at once; a coroutine function, in the server's own thread, must never block it.
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
        """Takes no new connections, and ends those that are open."""
        self._stop()
        self._thread.join(10)


class Served:
    """What runs on one Server: start, stop and url are the server's."""

    _server: Server

    def start(self) -> None:
        self._server.start()

    def stop(self) -> None:
        self._server.stop()

    @property
    def url(self) -> str:
        return self._server.url

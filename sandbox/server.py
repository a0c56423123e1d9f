"""A small threaded HTTP/1.1 server: one function from Request to Reply, kept-alive connections, no Nagle delay."""

from __future__ import annotations

import json
import threading
import time
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar, Self
from urllib.parse import parse_qsl, unquote, urlsplit

HOST = "127.0.0.1"


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


def to_json(value: Any) -> bytes:
    """Compact JSON in UTF-8, Chinese left as it is."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = 65536  # head and body leave in one packet
    timeout = 120  # an idle connection gives its thread back
    handle_request: ClassVar[Handle]
    max_body: ClassVar[int]

    def answer(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        if length > self.max_body:
            self.close_connection = True
            body = b""
            self._discard(length)
        else:
            body = self.rfile.read(length)
        request = Request(
            method=self.command,
            target=self.path,
            headers=tuple(self.headers.items()),
            body=body,
            source_ip=self.client_address[0],
        )
        try:
            reply = type(self).handle_request(request)
        except Exception:
            traceback.print_exc()
            reply = Reply(status=500, body=b"simulator fault")
        self._send(reply)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = do_OPTIONS = answer

    def _discard(self, length: int) -> None:
        """Reads what nobody wants, up to 64 MB: a client that is still sending would miss the answer."""
        left = min(length, 64 << 20)
        while left > 0 and (piece := self.rfile.read(min(left, 1 << 16))):
            left -= len(piece)

    def _send(self, reply: Reply) -> None:
        if reply.status == 0:
            self.close_connection = True
            return
        self.send_response(reply.status)
        for name, value in reply.headers:
            self.send_header(name, value)
        if reply.status not in (204, 304):
            self.send_header("Content-Length", str(len(reply.body)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD" and reply.status not in (204, 304):
            self.wfile.write(reply.body[: len(reply.body) // 2] if reply.cut else reply.body)
        if reply.cut:
            self.close_connection = True

    def version_string(self) -> str:
        return "sandbox"

    def log_message(self, format: str, *args: Any) -> None:
        """Silent: requests hold personal data."""


class _Threads(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 512

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is no news."""


@dataclass
class Server:
    """A running server on 127.0.0.1.  handle is called from many threads at once."""

    handle: Handle
    port: int = 0
    max_body: int = 32 << 20
    _http: ThreadingHTTPServer | None = field(default=None, init=False)

    def start(self) -> Self:
        """Binds (port 0: any free one) and serves in the background.  Raises OSError when the port is taken."""
        handler = type("Handler", (_Handler,), {"handle_request": staticmethod(self.handle), "max_body": self.max_body})
        self._http = _Threads((HOST, self.port), handler)
        self.port = self._http.server_address[1]
        threading.Thread(target=self._http.serve_forever, args=(0.05,), daemon=True, name=f"http-{self.port}").start()
        return self

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}"

    def stop(self) -> None:
        """Takes no new connections; open ones end with their clients."""
        if self._http is not None:
            self._http.shutdown()
            self._http.server_close()
            self._http = None


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


class Loop:
    """A thread that calls `work` every `seconds` until stopped; a failing round is printed, and the next one runs."""

    def __init__(self, work: Callable[[], object], seconds: float, name: str) -> None:
        self._work, self._seconds = work, seconds
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True, name=name)

    def start(self) -> Self:
        self._thread.start()
        return self

    def _run(self) -> None:
        while not self._over.wait(self._seconds):
            try:
                self._work()
            except Exception:
                if not self._over.is_set():
                    traceback.print_exc()
                    time.sleep(min(1.0, self._seconds))

    def stop(self) -> None:
        """Returns when the running round is over, at most 10 s later."""
        self._over.set()
        if self._thread.is_alive():
            self._thread.join(10)

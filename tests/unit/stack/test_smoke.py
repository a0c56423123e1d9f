"""What the try after a deployment takes for an answer."""

from __future__ import annotations

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from tools.stack import smoke
from tools.stack.stack import Found

THERE = smoke.Try(method="GET", path="/staff", status=302, says="", leads="ConsoleOrigin")


class Answer(BaseHTTPRequestHandler):
    """Sends everybody to the console's first address."""

    def do_GET(self) -> None:
        self.send_response(302)
        self.send_header("Location", "https://old.example/staff/")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    monkeypatch.setattr(smoke, "TRIES", (THERE,))
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    thread.join()
    server.server_close()


def stands(site: str, console: str) -> Found:
    return Found(status="UPDATE_COMPLETE", outputs={"EndpointURL": site}, parameters={"ConsoleOrigin": console})


def test_the_site_sends_the_branch_to_the_console_that_was_given(site: str) -> None:
    assert smoke.faults(stands(site, "https://old.example")) == []


@pytest.mark.parametrize("console", ["https://new.example", "https://old.example.other"])
def test_a_site_that_sends_the_branch_elsewhere_does_not_pass(site: str, console: str) -> None:
    (line,) = smoke.faults(stands(site, console))
    assert console in line
    assert "https://old.example/staff/" in line

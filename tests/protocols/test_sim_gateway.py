"""The API server: proxy events as API Gateway makes them, its limits, and the site's files."""

from __future__ import annotations

import base64
import gzip
import json
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import requests
from chalice.app import Chalice, Response

from sandbox.cloud import api_server, steps
from sandbox.cloud.api_server import ApiServer
from sandbox.cloud.site import Site
from sandbox.cloud.steps import Context, Steps
from sandbox.server import Request
from tests.worlds.simulators import until
from tools.suite.patience import PATIENCE


class Echo:
    """An app of one step that shows what it was sent."""

    def __init__(self) -> None:
        self.app = Chalice(app_name="echo", configure_logs=False)
        self.events: list[dict[str, Any]] = []
        self.over = threading.Event()  # what /api/slow waits for
        self.app.route("/api/things/{thing_id}", methods=["GET", "POST"], name="echo")(self._thing)
        self.app.route("/api/things/first", methods=["GET"], name="echo")(lambda: {"fixed": True})
        self.app.route("/api/raw", methods=["POST"], content_types=["image/png"], name="echo")(self._raw)
        self.app.route("/api/slow", methods=["GET"], name="slow")(self._slow)
        self.app.route("/api/broken", methods=["GET"], name="broken")(lambda: {})

    def echo(self, event: dict[str, Any], context: Context) -> Any:
        self.events.append(event)
        assert context.get_remaining_time_in_millis() > 0
        return self.app(event, context)

    slow = echo

    def broken(self, event: dict[str, Any], context: Context) -> Any:
        raise RuntimeError("the function itself died")

    def _thing(self, thing_id: str) -> dict[str, Any]:
        request: Any = self.app.current_request
        time.sleep(0.002)  # long enough for another thread to come between
        now: Any = self.app.current_request
        return {"id": thing_id, "seen": request.uri_params["thing_id"], "now": now.json_body}

    def _slow(self) -> dict[str, Any]:
        self.over.wait(PATIENCE)
        return {}

    def _raw(self) -> Response:
        request: Any = self.app.current_request
        return Response(request.raw_body[::-1], headers={"Content-Type": "image/png"})


@pytest.fixture
def echo(monkeypatch: pytest.MonkeyPatch) -> Iterator[Echo]:
    module = Echo()
    monkeypatch.setattr(steps, "importlib", SimpleNamespace(import_module=lambda name: module))
    yield module
    module.over.set()


@pytest.fixture
def server(echo: Echo) -> Iterator[ApiServer]:
    running = ApiServer(Steps({"echo": PATIENCE, "slow": 0.2}))
    running.start()
    yield running
    running.stop()


def test_an_event_looks_like_api_gateways(server: ApiServer, echo: Echo) -> None:
    body = {"name": "张三"}
    answer = requests.post(
        f"{server.url}/api/things/a%20b?x=1&x=2&y=", json=body, headers={"X-Twice": "no"}, timeout=PATIENCE
    )
    (event,) = echo.events
    context = event["requestContext"]
    assert (event["resource"], event["path"], event["httpMethod"]) == (
        "/api/things/{thing_id}",
        "/api/things/a%20b",
        "POST",
    )
    assert event["pathParameters"] == {"thing_id": "a b"}
    assert event["queryStringParameters"] == {"x": "2", "y": ""}
    assert event["multiValueQueryStringParameters"] == {"x": ["1", "2"], "y": [""]}
    assert event["multiValueHeaders"]["X-Twice"] == ["no"]
    assert (event["isBase64Encoded"], json.loads(event["body"])) == (False, body)
    assert (context["resourcePath"], context["identity"]["sourceIp"]) == ("/api/things/{thing_id}", "127.0.0.1")
    assert answer.headers["x-amzn-RequestId"] == context["requestId"]


def test_a_fixed_path_wins_over_a_variable(server: ApiServer) -> None:
    assert requests.get(f"{server.url}/api/things/first", timeout=PATIENCE).json() == {"fixed": True}


def test_binary_bodies_travel_in_base64(server: ApiServer, echo: Echo) -> None:
    headers = {"Content-Type": "image/png", "Accept": "image/png"}
    answer = requests.post(f"{server.url}/api/raw", data=b"\x00\xff\x01", headers=headers, timeout=PATIENCE)
    assert base64.b64decode(echo.events[0]["body"]) == b"\x00\xff\x01"
    assert answer.content == b"\x01\xff\x00"


def test_what_the_gateway_refuses_by_itself(server: ApiServer, echo: Echo) -> None:
    for method, path, status, code in (
        ("GET", "/api/nothing", 404, "not_found"),
        ("DELETE", "/api/things/1", 404, "not_found"),
        ("GET", "/api/slow", 500, "broken"),
        ("GET", "/api/broken", 500, "broken"),
    ):
        answer = requests.request(method, server.url + path, timeout=PATIENCE)
        error = answer.json()["error"]
        assert (answer.status_code, error["code"]) == (status, code)
        assert len(error["ref"]) == 36


@pytest.mark.parametrize("size", [(10 << 20) + 1, (40 << 20) + 1])
def test_ten_megabytes_is_the_most(server: ApiServer, echo: Echo, size: int) -> None:
    headers = {"Content-Type": "application/json"}
    answer = requests.post(f"{server.url}/api/things/1", data=b" " * size, headers=headers, timeout=PATIENCE)
    assert (answer.status_code, answer.json()["error"]["code"]) == (413, "body_too_large")
    assert not echo.events


def test_threads_do_not_see_each_others_requests(server: ApiServer) -> None:
    sessions = threading.local()

    def ask(number: int) -> bool:
        if not hasattr(sessions, "one"):
            sessions.one = requests.Session()
        answer = sessions.one.post(f"{server.url}/api/things/{number}", json=number, timeout=PATIENCE).json()
        return bool(answer == {"id": str(number), "seen": str(number), "now": number})

    with ThreadPoolExecutor(8) as together:
        assert all(together.map(ask, range(400)))


def test_a_step_with_a_concurrency_of_its_own_waits_for_no_other(echo: Echo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api_server, "THREADS", 1)
    running = ApiServer(Steps({"echo": PATIENCE, "slow": PATIENCE}), apart=["echo"])
    running.start()
    with ThreadPoolExecutor(1) as together:
        slow = together.submit(requests.get, f"{running.url}/api/slow", timeout=PATIENCE)
        until(lambda: echo.events)
        assert requests.get(f"{running.url}/api/things/first", timeout=PATIENCE).json() == {"fixed": True}
        assert not slow.done()
        echo.over.set()
        assert slow.result().json() == {}
    running.stop()


def test_a_kept_connection_is_quick(server: ApiServer) -> None:
    """With Nagle's delay each answer takes 0.04 s: one of many that takes less shows that there is none."""
    with requests.Session() as session:
        session.get(f"{server.url}/api/things/first", timeout=PATIENCE)
        for _ in range(1000):
            began = time.perf_counter()
            session.get(f"{server.url}/api/things/first", timeout=PATIENCE)
            if time.perf_counter() - began < 0.03:
                return
    raise AssertionError("no answer was quick")


def get(path: str, folder: Path, method: str = "GET", known: str = "") -> Any:
    headers = (("Accept-Encoding", "gzip"), ("If-None-Match", known))
    asked = Request(method=method, target=path, headers=headers, body=b"", source_ip="127.0.0.1")
    return Site("http://storage.example", folder)(asked)


def test_the_site_serves_its_files_and_nothing_else(tmp_path: Path) -> None:
    site = tmp_path / "web"
    (site / "pay").mkdir(parents=True)
    (site / "bare").mkdir()
    (site / "index.html").write_text("首页")
    (site / "pay" / "index.html").write_text("支付")
    (site / "app.js").write_text("export {}")
    (site / ".secret").write_text("no")
    (site / "long.js").write_text("export {};" * 200)
    (tmp_path / "app.py").write_text("no")
    assert (get("/", site).status, get("/", site).body.decode()) == (200, "首页")
    assert dict(get("/app.js", site).headers)["Content-Type"] == "text/javascript; charset=utf-8"
    assert get("/pay/", site).body.decode() == "支付"
    assert dict(get("/pay", site).headers)["Location"] == "/pay/"
    for path in ("/../app.py", "/%2e%2e/app.py", "/.secret", "/bare/", "/bare", "/nothing", "/..%5capp.py", "/%00"):
        assert get(path, site).status == 404, path
    assert get("/", site, "POST").status == 405
    page, packed = dict(get("/", site).headers), get("/long.js", site)
    assert "default-src 'self'" in page["Content-Security-Policy"]
    assert "http://storage.example" in page["Content-Security-Policy"]
    assert dict(packed.headers)["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.body).decode() == "export {};" * 200


def test_whom_to_tell_of_a_hole_is_served(tmp_path: Path) -> None:
    (tmp_path / "settings.json").write_text('{"security": "tel:+86-731-0000000"}')
    answer = get("/.well-known/security.txt", tmp_path)
    assert answer.body.startswith(b"Contact: tel:+86-731-0000000\nExpires: ")
    assert dict(answer.headers)["Content-Type"] == "text/plain; charset=utf-8"


def test_what_the_browser_has_is_not_sent_again(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("首页")
    (tmp_path / "app.0123456789.js").write_text("export {}")
    first = dict(get("/", tmp_path).headers)
    assert first["Cache-Control"] == "no-cache"
    again = get("/", tmp_path, known=first["ETag"])
    assert (again.status, again.body, dict(again.headers)) == (304, b"", first)
    (tmp_path / "index.html").write_text("新的首页")
    changed = get("/", tmp_path, known=first["ETag"])
    assert (changed.status, changed.body.decode()) == (200, "新的首页")
    kept = dict(get("/app.0123456789.js", tmp_path).headers)
    assert kept["Cache-Control"] == "public, max-age=31536000, immutable"


def test_limits_are_the_gateways() -> None:
    assert api_server.MOST_BODY == 10 * 1024 * 1024
    several = Steps({"login": 10.0, "export": 900.0})
    assert [several.answer_seconds(step) for step in ("login", "export")] == [10.0, 29.0]

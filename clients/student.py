"""A student's client in Python: what the mini-program and the site do over HTTP, for the demo and the tests."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from typing import Any

import requests

from tools.suite.patience import PATIENCE, wait_for

UNJUDGED = ("WAITING", "CHECKING")  # states of a photo


class ApiError(Exception):
    """The API answered with the error envelope."""

    def __init__(self, status: int, error: dict[str, Any]) -> None:
        super().__init__(f"{status} {error['code']}：{error['message']}（{error['action']}）")
        self.status, self.code, self.error = status, str(error["code"]), error


class Student:
    """One person using one client; keeps the session token, and for whom the last code was sent."""

    def __init__(self, api_url: str) -> None:
        self._url, self._http = api_url, requests.Session()
        self.token: str | None = None
        self.asker = ""

    def call(self, method: str, path: str, body: object | None = None, **query: str) -> Any:
        """The decoded answer.  Raises ApiError for an error envelope."""
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        arguments: Any = {"json": body, "params": query, "headers": headers}
        answer = self._http.request(method, self._url + path, **arguments, timeout=PATIENCE)
        content: Any = answer.json() if answer.content else None
        if answer.status_code >= 400:
            raise ApiError(answer.status_code, content["error"])
        self.asker = _asker(content) or self.asker
        return content

    # -- logging in ------------------------------------------------------------------------------------------------

    def captcha(self) -> dict[str, Any]:
        return dict(self.call("GET", "/api/captcha"))

    def ask_code(self, phone: str, solved: Mapping[str, str]) -> Any:
        """solved: a captcha's fields of the body."""
        return self.call("POST", "/api/login/sms-code", {"phone": phone, **solved})

    def login(self, phone: str, code: str, texts: Sequence[dict[str, str]] = ()) -> Any:
        """texts: kind and version of what is agreed to with the login."""
        body = {"phone": phone, "code": code, "asker": self.asker} | ({"texts": list(texts)} if texts else {})
        session = self.call("POST", "/api/login/sms", body)
        self.token = session["token"]
        return session

    def login_by_wechat(self, code: str, phone_code: str | None = None, texts: Sequence[dict[str, str]] = ()) -> Any:
        body: dict[str, object] = {"code": code}
        body |= ({"phone_code": phone_code} if phone_code else {}) | ({"texts": list(texts)} if texts else {})
        session = self.call("POST", "/api/login/wechat", body)
        self.token = session["token"]
        return session

    def agree(self) -> None:
        """Agrees to the current version of every consent text."""
        texts = [{"kind": one["kind"], "version": one["version"]} for one in self.call("GET", "/api/me")["consents"]]
        self.call("POST", "/api/me/consents", {"texts": texts})

    # -- pictures --------------------------------------------------------------------------------------------------

    def upload(self, purpose: str, data: bytes, type_: str, order_id: str | None = None) -> dict[str, Any]:
        """Requests an upload form and posts the file to it; returns the form.  Raises RuntimeError."""
        body = {"purpose": purpose, "type": type_, "size": len(data)} | ({"order_id": order_id} if order_id else {})
        form = self.call("POST", "/api/uploads", body)
        response = self.post_form(form, data, type_)
        if response.status_code >= 300:
            raise RuntimeError(f"storage refused the file: {response.status_code} {response.text[:200]}")
        return dict(form)

    def post_form(self, form: dict[str, Any], data: bytes, type_: str) -> requests.Response:
        return requests.post(form["url"], data=form["fields"], files={"file": ("file", data, type_)}, timeout=PATIENCE)

    # -- the order -------------------------------------------------------------------------------------------------

    def lookup(self, code: str, **more: str) -> Any:
        return self.call("POST", "/api/tasks/lookup", {"code": code, **more})

    def read_code(self, task_id: str, picture: bytes, type_: str = "image/png") -> Any:
        upload = self.upload("QR", picture, type_)
        return self.call("POST", "/api/collect-codes", {"upload_id": upload["upload_id"], "task_id": task_id})

    def open(self, task_id: str, read_id: str | None = None, **form: str) -> Any:
        body = {"task_id": task_id, "form": form} | ({"read_id": read_id} if read_id else {})
        return self.call("POST", "/api/orders", body)

    def order(self, order_id: str) -> Any:
        return self.call("GET", f"/api/orders/{order_id}")

    def act(self, order_id: str, action: str, **body: object) -> Any:
        return self.call("POST", f"/api/orders/{order_id}/{action}", body)

    def judge(self, order_id: str, picture: bytes, type_: str = "image/jpeg") -> Any:
        """Uploads a photo and waits until it is judged.  Raises TimeoutError."""
        return self.verdict(order_id, self.upload("PHOTO", picture, type_, order_id)["photo_no"])

    def verdict(self, order_id: str, photo_no: int) -> Any:
        """Waits until the photo is judged, and returns it.  Raises TimeoutError."""
        path = f"/api/orders/{order_id}/photos/{photo_no}"
        return wait_for(lambda: self.call("GET", path), "the verdict", lambda photo: photo["state"] not in UNJUDGED)

    def pay(self, order_id: str, channel: str = "WECHAT_NATIVE", client_key: str | None = None) -> Any:
        key = client_key or secrets.token_hex(8)
        return self.call("POST", f"/api/orders/{order_id}/payments", {"channel": channel, "client_key": key})

    def wait_for(self, order_id: str, state: str) -> Any:
        """Waits until the order is in `state`, and returns it.  Raises TimeoutError with its current state."""
        return wait_for(lambda: self.order(order_id), f"an order {state}", lambda order: order["state"] == state)


def _asker(content: Any) -> str:
    """Of an answer that says that a code was sent; "" of any other."""
    sent = content.get("sent") or content if isinstance(content, dict) else {}
    return str(sent.get("asker", ""))

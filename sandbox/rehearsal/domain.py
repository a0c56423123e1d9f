"""An address of an operator's own, in front of an API that may move."""

from __future__ import annotations

from collections.abc import Callable

import requests

from sandbox.server import Reply, Request, Server
from tools.suite.patience import PATIENCE

HOP = {"connection", "transfer-encoding", "content-length", "date", "server", "host", "content-encoding"}
NOWHERE = "这个域名还没有指向任何接口：请先部署".encode()


class Domain:
    """An address that leads to an API, as an operator's own domain does.  where: the API's URL now; "" for none."""

    def __init__(self, where: Callable[[], str], port: int = 0) -> None:
        self._where, self._server = where, Server(self._pass_on, port).start()
        self.url, self.stop = self._server.url, self._server.stop

    def _pass_on(self, request: Request) -> Reply:
        api = self._where()
        if not api:
            return Reply(status=503, body=NOWHERE, headers=(("Content-Type", "text/plain; charset=utf-8"),))
        headers = {name: value for name, value in request.headers if name.lower() not in HOP}
        answer = requests.request(
            request.method,
            api + request.target,
            data=request.body,
            headers=headers,
            timeout=PATIENCE,
            allow_redirects=False,
        )
        kept = tuple((name, value) for name, value in answer.headers.items() if name.lower() not in HOP)
        return Reply(status=answer.status_code, body=answer.content, headers=kept)

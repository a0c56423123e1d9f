"""An address of an operator's own, in front of an API that may move."""

from __future__ import annotations

import requests

from sandbox.server import Reply, Request, Server
from tools.suite.patience import PATIENCE

HOP = {"connection", "transfer-encoding", "content-length", "date", "server", "host", "content-encoding"}


class Domain:
    """An address that leads to an API, as an operator's own domain does; it may lead to another one later."""

    def __init__(self) -> None:
        self.leads_to, self._server = "", Server(self._pass_on).start()
        self.url, self.stop = self._server.url, self._server.stop

    def _pass_on(self, request: Request) -> Reply:
        headers = {name: value for name, value in request.headers if name.lower() not in HOP}
        answer = requests.request(
            request.method,
            self.leads_to + request.target,
            data=request.body,
            headers=headers,
            timeout=PATIENCE,
            allow_redirects=False,
        )
        kept = tuple((name, value) for name, value in answer.headers.items() if name.lower() not in HOP)
        return Reply(status=answer.status_code, body=answer.content, headers=kept)

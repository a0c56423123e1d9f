"""An origin's pages and API on one port: /api calls the steps as API Gateway would, all else is a file of the site."""

from __future__ import annotations

import asyncio
import os
import time
import traceback
from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property, partial
from pathlib import Path

from deploy.origins import SITE, Origin
from sandbox.cloud import gateway
from sandbox.cloud.site import WEB, Site
from sandbox.cloud.steps import Event, Steps
from sandbox.server import Reply, Request, Server, Service

MOST_BODY = 10 << 20  # bytes; API Gateway's limit
THREADS, OWN_THREADS = 64, 8  # of the site and the other steps together; of each step with its own concurrency


class ApiServer(Service):
    """Serves an origin.  If a step takes too long, a time-out is answered; its thread goes on.

    console: the address of the branch's.  answered: is told the status of each answer of the API, and how many
    milliseconds it took.
    apart: steps with threads of their own, as with a reserved concurrency: 500 concurrent requests then cost a tenth
    less than when 64 of them compete for two cores.
    """

    def __init__(
        self,
        steps: Steps,
        origin: Origin = SITE,
        *,
        port: int = 0,
        apart: Collection[str] = (),
        console: str = "",
        answered: Callable[[Origin, int, float], object] = lambda origin, status, milliseconds: None,
    ) -> None:
        self._steps, self._origin, self._answered = steps, origin, answered
        self._console = console
        self.serve(None)
        self.beside: dict[str, Callable[[str], Reply]] = {}  # answers of other files, by the beginning of their paths
        self._workers = ThreadPoolExecutor(THREADS, thread_name_prefix="step")
        self._apart = {step: ThreadPoolExecutor(OWN_THREADS, thread_name_prefix=step) for step in apart}
        # A body over MOST_BODY is read and dropped up to this size, so that its sender gets the refusal.
        self._server = Server(self._handle, port, max_body=4 * MOST_BODY)

    def serve(self, out: Path | None) -> None:
        """Serves the files that were published there from now on; None: the sources."""
        folder = out / self._origin.prefix if out else WEB
        self._site = Site(os.environ.get("AWS_ENDPOINT_URL", ""), folder, self._origin, self._console)

    @cached_property
    def _map(self) -> gateway.Map:
        routes = self._steps.module.app.routes
        return gateway.Map({path: routes[path] for path in routes if self._origin.has_route(path)})

    def stop(self) -> None:
        super().stop()
        for workers in (self._workers, *self._apart.values()):
            workers.shutdown(wait=False, cancel_futures=True)

    async def _handle(self, request: Request) -> Reply:
        if request.path == "/api" or request.path.startswith("/api/"):
            began = time.perf_counter()
            reply = await self._api(request)
            self._answered(self._origin, reply.status, (time.perf_counter() - began) * 1000)
            return reply
        run = partial(asyncio.get_running_loop().run_in_executor, self._workers)
        for prefix, answer in self.beside.items():
            if request.path.startswith(prefix):
                return await run(answer, request.path.removeprefix(prefix))
        return await run(self._site, request)

    async def _api(self, request: Request) -> Reply:
        request_id = gateway.new_request_id()
        declared = int(request.header("Content-Length") or 0)
        if max(declared, len(request.body)) > MOST_BODY:
            return gateway.refusal("REQUEST_TOO_LARGE", request_id)
        match = self._map.find(request.method, request.path)
        if match is None:
            return gateway.refusal("MISSING_AUTHENTICATION_TOKEN", request_id)
        event = gateway.proxy_event(request, match, request_id, self._steps.module.app.api.binary_types)
        return await self._run(match.step, event, request_id)

    async def _run(self, step: str, event: Event, request_id: str) -> Reply:
        workers, most = self._apart.get(step, self._workers), self._steps.answer_seconds(step)
        running = asyncio.get_running_loop().run_in_executor(workers, self._steps.call, step, event)
        try:
            answer = await asyncio.wait_for(running, most)
            return gateway.to_reply(answer).also({"x-amzn-RequestId": request_id})
        except TimeoutError:
            return gateway.refusal("INTEGRATION_TIMEOUT", request_id)
        except Exception:
            traceback.print_exc()
            return gateway.refusal("INTEGRATION_FAILURE", request_id)

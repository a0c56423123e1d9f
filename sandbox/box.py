"""The whole sandbox as one object: the cloud, the simulators, the control page, and the product itself."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, Self, cast

from deploy.origins import CONSOLE, SITE, Origin
from sandbox.alipay.server import Alipay
from sandbox.captchas import CaptchaReader
from sandbox.clock import SandboxClock
from sandbox.cloud import resources
from sandbox.cloud.api_server import ApiServer
from sandbox.cloud.emulator import Emulator
from sandbox.cloud.secret_groups import SecretGroups
from sandbox.cloud.steps import Steps
from sandbox.cloud.stream import Streams, StreamTrigger
from sandbox.cloud.template import load_template
from sandbox.cloud.triggers import Triggers, scheduled_event
from sandbox.control import Control
from sandbox.environment import Addresses, environment
from sandbox.faults import Faults
from sandbox.keys import Keys, load_keys
from sandbox.play import mini_program
from sandbox.play.story import ENTER_AT, Story, enter
from sandbox.ports import Ports
from sandbox.records import Records
from sandbox.schedule_runner import ScheduleRunner
from sandbox.server import HOST, Reply
from sandbox.state_lock import lock_state
from sandbox.tencent.captcha import TencentCaptcha
from sandbox.tencent.sms import Sms
from sandbox.watch import held_keys, written_lines
from sandbox.wechat.open_api import WeChatOpen
from sandbox.wechat_pay.server import WeChatPay

if TYPE_CHECKING:
    from sandbox.watch.watcher import Watch


class Part(Protocol):
    """A part of the sandbox that runs."""

    def start(self) -> object: ...
    def stop(self) -> object: ...


class Sandbox:
    """`with Sandbox() as box:` starts everything, and stops it after the block.

    state_dir: data that survives a restart; None: a new directory that is deleted at the end.
    ports: None: the state directory's own.
    tick: seconds that one minute of the schedules takes; None: scheduled steps only run through `run_step`.
    product: False: only what is outside the product; the product is not imported, and os.environ does not change.
    notice_speed: the factor by which notices are repeated faster than in real time.
    """

    _serving: ClassVar[Path | None] = None  # one per process, which reads its environment once

    def __init__(
        self,
        *,
        state_dir: Path | None = None,
        ports: Ports | None = None,
        tick: float | None = 60.0,
        product: bool = True,
        notice_speed: float = 1.0,
    ) -> None:
        self._temporary = state_dir is None
        self.state_dir = (state_dir or Path(tempfile.mkdtemp(prefix="sandbox-"))).resolve()
        self._held_ports = ExitStack()
        self.ports = ports or Ports.of(self.state_dir, self._held_ports)
        self.keys = load_keys(self.state_dir)
        self._tick, self._product = tick, product
        self._template = load_template()
        self.steps = Steps(self._template.timeouts)
        self.records = Records(self.state_dir / "outside.sqlite")
        self.faults = Faults(self.records)
        self.aws = Emulator(self.keys, self.state_dir, self.ports.aws, keeps=not self._temporary)
        self.aws_client = self.aws.client
        self.wechat = WeChatOpen(self.keys, self.records, self.faults, port=self.ports.wechat)
        self.pay = WeChatPay(self.keys, self.records, self.faults, port=self.ports.pay, speed=notice_speed)
        self.alipay = Alipay(self.keys, self.records, self.faults, port=self.ports.alipay, speed=notice_speed)
        self.sms = Sms(self.keys, self.records, self.faults, port=self.ports.sms)
        self.captcha = TencentCaptcha(self.keys, self.records, self.faults, port=self.ports.captcha)
        self._schedule_runner = ScheduleRunner(self.steps if product else None, self._template)
        self.clock = SandboxClock(self.records, self._schedule_runner, self.aws.move)
        self.captchas = CaptchaReader()
        self.control = Control(
            self.wechat,
            self.pay,
            self.alipay,
            self.sms,
            self.faults,
            self.run_step,
            self.clock,
            captchas=self.captchas,
            tickets=self.captcha,
            watched=self._watched,
            schedules=self._schedule_runner.schedules,
            story=Story(self.api_url, self.console_url, self.wechat, self.pay) if product else None,
            port=self.ports.control,
        )
        self._queues: dict[str, str] = {}  # URLs by logical id
        self._apis: list[ApiServer] = []
        self._running = ExitStack()

    # ---- addresses

    @property
    def api_url(self) -> str:
        """The site; the API is below /api."""
        return f"http://{HOST}:{self.ports.api}"

    @property
    def console_url(self) -> str:
        """The branch's console; its API is below /api/staff."""
        return f"http://{HOST}:{self.ports.console}"

    def origin_of(self, path: str) -> str:
        """Where a path of the API is called."""
        return self.console_url if CONSOLE.has_route(path) else self.api_url

    @property
    def control_url(self) -> str:
        return f"http://{HOST}:{self.ports.control}"

    @property
    def aws_env(self) -> dict[str, str]:
        """The environment variables with which boto3 reaches the emulator."""
        return dict(self.aws.env)

    @property
    def env(self) -> dict[str, str]:
        """Every setting of the product, including aws_env."""
        return self._env(self.keys)

    def _env(self, keys: Keys) -> dict[str, str]:
        names = ("api", "console", "wechat", "pay", "sms", "alipay", "captcha")
        outside = {name: f"http://{HOST}:{getattr(self.ports, name)}" for name in names}
        return environment(keys, Addresses(**outside), self.aws_env)

    @cached_property
    def watch(self) -> Watch:
        """The metrics and alarms of the product that runs here."""
        from sandbox.watch.watcher import Watch  # here, as it imports a part of the product

        return Watch(self._schedule_runner.schedules)

    @property
    def stream(self) -> StreamTrigger:
        """Passes committed events to `notify`; if tick is None it does not run by itself, and a test drains it."""
        return self.streams.by_step["notify"]

    @cached_property
    def streams(self) -> Streams:
        return Streams(self.aws_client("dynamodbstreams"), self.steps, self._template)

    @cached_property
    def secrets(self) -> SecretGroups:
        """The product's secrets as a deployment keeps them."""
        return SecretGroups(self.aws_client("secretsmanager"))

    # ---- start and stop

    def __enter__(self) -> Self:
        try:
            self._start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *reason: object) -> None:
        self._running.close()
        self.records.close()
        self._held_ports.close()
        if self._temporary:
            shutil.rmtree(self.state_dir, ignore_errors=True)

    def _start(self) -> None:
        self._running.enter_context(lock_state(self.state_dir, self.control_url))
        self._run(self.clock)
        self._run(self.aws)
        s3, sqs = self.aws_client("s3"), self.aws_client("sqs")
        resources.make_tables(self.aws_client("dynamodb"), self._template)
        urls = self._queues = resources.make_queues(sqs, self._template)
        origins = [url.replace(HOST, host) for url in (self.api_url, self.console_url) for host in (HOST, "localhost")]
        resources.make_buckets(s3, sqs, self._template, urls, origins)
        for simulator in (self.wechat, self.pay, self.alipay, self.sms, self.captcha, self.control):
            self._run(simulator)
        self._schedule_runner.busy = [self.pay.refunds.at_work, self.pay.notices.at_work, self.alipay.notices.at_work]
        if self._product:
            self._claim_process()
            self.steps.watched = self.watch.call
            self._running.callback(written_lines.watch(self.watch.line))
            self._run(self.captchas)
            for origin, port in ((SITE, self.ports.api), (CONSOLE, self.ports.console)):
                apart, console, seen = self._template.reserved, self.console_url, self.watch.request
                api = ApiServer(self.steps, origin, port=port, apart=apart, console=console, answered=seen)
                self._apis.append(api)
                self._run(api)
            self.serve_beside(ENTER_AT, enter, CONSOLE)
            self.serve_beside(mini_program.AT, partial(mini_program.mini_program, self.state_dir / "phone"))
            triggers = Triggers(s3, sqs, urls, self._template, self.steps, self.records, minute=self._tick)
            self._run(triggers)
            self._schedule_runner.busy.insert(0, triggers.at_work)
            self.streams.skip()
            self._schedule_runner.busy.append(self.streams.poll)
            if self._tick:
                self._run(self.streams)

    def _watched(self) -> dict[str, Any]:
        """For the control page."""
        if not self._product:
            return {"metrics": [], "alarms": []}
        self.watch.look_at_queues(self.aws_client("sqs"), self._queues)
        return self.watch.view()

    def _run(self, part: Part) -> None:
        part.start()
        self._running.callback(cast("Callable[[], None]", part.stop))

    def _claim_process(self) -> None:
        if Sandbox._serving not in (None, self.state_dir):
            raise RuntimeError("this process serves another sandbox: the product reads its environment once")
        Sandbox._serving = self.state_dir
        self.secrets.put(self.env)
        os.environ.update(self.secrets.others(self.env))
        from chalicelib.shared import aws

        self.steps.permissions.watch(aws.session())
        self._running.callback(held_keys.watch(self.steps.permissions))

    # ---- by hand

    @contextmanager
    def published(self, folder: Path | None = None) -> Iterator[None]:
        """Serve the published pages on both sites within the block, and the sources after it.

        folder: where `tools.web_publish.write` put the pages; None: publish the sources as they are now.
        """
        from tools.web_publish import write

        with tempfile.TemporaryDirectory() as own:
            if folder is None:
                write(self.aws_env["AWS_ENDPOINT_URL"], Path(own))
            try:
                for api in self._apis:
                    api.serve(folder or Path(own))
                yield
            finally:
                for api in self._apis:
                    api.serve(None)

    def serve_beside(self, prefix: str, answer: Callable[[str], Reply], origin: Origin = SITE) -> None:
        """Serve what is below the path `prefix` of the origin by `answer`, which gets the path's rest."""
        self._apis[origin is CONSOLE].beside[prefix] = answer

    def rotate(self, group: str, keys: Mapping[str, str], *, overlap: bool = True) -> None:
        """Changes keys outside, and in the product's secret of this group.  keys: new values, by the names of Keys.

        overlap: the old ones work until `keys.retire()`; otherwise they end, a moment after the secret has new ones.
        """
        new = self._env(replace(self.keys, **keys))
        if overlap:
            self.keys.change(keys, overlap=True)
        self.secrets.put(new, group)
        if not overlap:
            self.keys.change(keys, overlap=False)

    def forget(self, *tables: str) -> None:
        """Empties tables, such as "OrdersTable": thousands of stored items slow the emulator down."""
        for table in tables:
            resources.empty_table(self.aws_client("dynamodb"), self._template, table)
        self.streams.skip()

    def run_step(self, name: str) -> Any:
        """Runs a scheduled step now, as its schedule would.  Raises AttributeError for an unknown step."""
        return self.steps.call(name, scheduled_event(name))

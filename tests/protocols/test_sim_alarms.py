"""Every alarm of the template is made to fire once, and to end: by what happens in the sandbox, or, where only AWS has
the metric, by that metric in its documented form."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from chalice.app import Chalice
from chalice.utils import to_cfn_resource_name

from chalicelib.shared import log, metrics
from chalicelib.shared.settings import STEPS
from deploy.alarms import DEAD_LETTERS, OPERATIONS, QUEUES, TABLES
from deploy.origins import CONSOLE, SITE
from deploy.schedules import DAY, HOUR, parse
from sandbox.box import Sandbox
from sandbox.cloud import resources, steps
from sandbox.cloud.template import load_template
from sandbox.watch.alarms import computed
from sandbox.watch.metrics import Filter, parsed, read_filter
from sandbox.watch.names import Names, function_name
from sandbox.watch.watcher import NAMESPACE, Watch

SCHEDULES = {
    "expire": "rate(1 minute)", "reconcile": "rate(5 minutes)", "remind": "rate(1 hour)", "purge": "rate(1 hour)",
    "gather_feedback": "rate(1 hour)", "match_bills": "cron(30 2 * * ? *)",
}  # fmt: skip
AGAIN = ("settle_due", "deliver", "imports", "notify", "validate", "witness")  # what comes again by itself
NAMES = {step: to_cfn_resource_name(step) for step in STEPS}


class Scene:
    """A watched product whose steps do what a test tells them.  now: the time at which its alarms are looked at."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 1_800_000_000.0
        self.does: Callable[[], Any] = lambda: None
        self.watch = Watch(lambda: {step: parse(text) for step, text in SCHEDULES.items()})
        module = SimpleNamespace(**{step: lambda event, context: self.does() for step in STEPS})
        monkeypatch.setattr(steps, "importlib", SimpleNamespace(import_module=lambda name: module))
        module.app = Chalice(app_name="product", configure_logs=False)
        monkeypatch.setattr(time, "time", lambda: self.now)
        monkeypatch.setattr(log, "write", self.watch.line)
        self._steps = steps.Steps({})
        self._steps.watched = self.watch.call

    def call(self, step: str, does: Callable[[], Any] = lambda: None) -> None:
        self.does = does
        with suppress(ZeroDivisionError):
            self._steps.call(step, {})

    def state(self, alarm: str) -> str:
        return self.watch.alarms.state(alarm, self.now)


@pytest.fixture
def scene(monkeypatch: pytest.MonkeyPatch) -> Scene:
    return Scene(monkeypatch)


def crash() -> None:
    raise ZeroDivisionError


def error_line() -> None:
    log.fault("broken", ValueError())


Case = Callable[[Scene], None]
CASES: dict[str, Case] = {}
# What only AWS measures is fed in the form in which AWS documents it: throttles, the stream's age, DynamoDB's faults.
FED: dict[str, Case] = {}


def often(times: int, step: str, does: Callable[[], Any]) -> Case:
    def run(scene: Scene) -> None:
        for _ in range(times):
            scene.call(step, does)

    return run


def silence(step: str, period: int) -> Case:
    """It runs, and then the clock goes on without it."""

    def run(scene: Scene) -> None:
        for _ in range(2):
            scene.now += period
            scene.call(step)
        assert scene.state(f"{NAMES[step]}Silent") == "OK"
        scene.now += 2 * period

    return run


def measured(times: int = 1, gap: float = 0, **values: float) -> Case:
    def run(scene: Scene) -> None:
        for round_ in range(times):
            scene.now += gap if round_ else 0
            scene.call("staff", lambda: metrics.measured("something", values))

    return run


def answers(origin: Any, status: int, times: int, milliseconds: float = 5, periods: int = 1) -> Case:
    def run(scene: Scene) -> None:
        for period in range(periods):
            scene.now += 300 if period else 0
            for _ in range(times):
                scene.watch.request(origin, status, milliseconds)

    return run


def fed(namespace: str, name: str, dimensions: dict[str, str], value: float = 1) -> Case:
    return lambda scene: scene.watch.metrics.put(namespace, name, value, scene.now, dimensions)


for step, name in NAMES.items():
    again = step in AGAIN
    CASES[f"{name}Errors"] = often(5 if again else 1, step, crash)
    CASES[f"{name}ErrorLines"] = often(5 if again else 1, step, error_line)
    FED[f"{name}Throttles"] = fed("AWS/Lambda", "Throttles", {"FunctionName": function_name(step)})
for step, text in SCHEDULES.items():
    CASES[f"{NAMES[step]}Silent"] = silence(step, parse(text).period)
CASES["LinesForAPerson"] = often(1, "pay", lambda: log.alarm("look"))
CASES["DueBacklog"] = measured(2, 300, DueLag=600)
CASES["PhotosUnjudged"] = measured(PhotoWait=120)
CASES["ReviewLate"] = measured(ReviewAge=24)
CASES["ManyFaces"] = measured(1, DAY, StoredFaces=80_000)
CASES["SmsFailing"] = measured(5, SmsFailed=1)
CASES["PaymentsStopped"] = measured(20, PaymentsStarted=1)
FED["ConcurrencyNear"] = fed("AWS/Lambda", "ConcurrentExecutions", {}, 800)
for site in ("WebCertificate", "ConsoleCertificate"):
    FED[f"{site}Ends"] = fed("AWS/CertificateManager", "DaysToExpiry", {"CertificateArn": site}, 29)
CASES["VerdictsSlow"] = measured(3, 300, VerdictSeconds=31)
for api, origin in (("Api", SITE), ("Console", CONSOLE)):
    CASES[f"{api}Faults"] = answers(origin, 500, 10)
    CASES[f"{api}Slow"] = answers(origin, 200, 3, 3001, periods=3)
    CASES[f"{api}Refusals"] = answers(origin, 404, 300, periods=2)
for step in ("notify", "witness"):
    FED[f"{NAMES[step]}Late"] = fed("AWS/Lambda", "IteratorAge", {"FunctionName": function_name(step)}, 300_000)
for table in TABLES:
    at = {"TableName": table, "Operation": OPERATIONS[-1]}
    FED[f"{table}Throttled"] = fed("AWS/DynamoDB", "ThrottledRequests", at)
    FED[f"{table}Faults"] = fed("AWS/DynamoDB", "SystemErrors", at)
LYING = {alarm: letters for alarm, (letters, _) in DEAD_LETTERS.items()}
WAITING = {f"{name}TooSlow": (f"{name}Queue", seconds) for name, (seconds, _) in QUEUES.items()}


@pytest.mark.parametrize("alarm", [*CASES, *FED])
def test_an_alarm_is_raised_by_what_it_is_for_and_ends(scene: Scene, alarm: str) -> None:
    if not alarm.endswith("Silent"):
        assert scene.state(alarm) == "OK"
    (CASES | FED)[alarm](scene)
    assert scene.state(alarm) == "ALARM"
    if alarm.endswith("Silent"):
        step = next(step for step in SCHEDULES if alarm == f"{NAMES[step]}Silent")
        scene.call(step)
    else:
        scene.now += DAY
    assert scene.state(alarm) == "OK"


@pytest.mark.parametrize("alarm", [name for name in CASES if name.endswith(("Errors", "ErrorLines"))])
def test_one_less_is_not_enough(scene: Scene, alarm: str) -> None:
    """What comes again by itself may fail four times; what does not, never."""
    step = next(step for step, name in NAMES.items() if alarm in (f"{name}Errors", f"{name}ErrorLines"))
    enough = 5 if step in AGAIN else 1
    often(enough - 1, step, crash if alarm.endswith("Errors") else error_line)(scene)
    assert scene.state(alarm) == "OK"


@pytest.mark.parametrize(("started", "paid"), [(19, 0), (20, 1), (0, 0)])
def test_payments_go_on(scene: Scene, started: int, paid: int) -> None:
    measured(started, PaymentsStarted=1)(scene)
    measured(paid, OrdersPaid=1)(scene)
    assert scene.state("PaymentsStopped") == "OK"


def test_the_counters_and_alarms_are_shown_as_often_as_they_are_asked_for(scene: Scene) -> None:
    scene.call("login", error_line)
    first = scene.watch.view()
    assert first["alarms"]
    assert scene.watch.view() == first


def test_no_alarm_is_left_out(scene: Scene) -> None:
    assert scene.watch.alarms.alarms.keys() == CASES.keys() | FED.keys() | LYING.keys() | WAITING.keys()


# -- queues: what really lies in them


@pytest.fixture(scope="module")
def box(tmp_path_factory: pytest.TempPathFactory, key_dir: Path) -> Iterator[Sandbox]:
    folder = tmp_path_factory.mktemp("queues")
    (folder / "keys.json").write_text((key_dir / "keys.json").read_text())
    with Sandbox(state_dir=folder, product=False) as running:
        yield running


@pytest.mark.parametrize("alarm", [*LYING, *WAITING])
def test_a_message_that_lies_or_waits_raises_its_alarm_until_it_is_gone(scene: Scene, box: Sandbox, alarm: str) -> None:
    sqs = box.aws_client("sqs")
    urls = resources.make_queues(sqs, load_template())
    queue, seconds = (LYING[alarm], 0) if alarm in LYING else WAITING[alarm]
    scene.watch.look_at_queues(sqs, urls)
    assert scene.state(alarm) == "OK"
    sqs.send_message(QueueUrl=urls[queue], MessageBody=json.dumps({"order_id": "o"}))
    scene.watch.look_at_queues(sqs, urls)
    scene.now += seconds
    scene.watch.look_at_queues(sqs, urls)
    assert scene.watch.alarms.raised(scene.now).count(alarm) == 1
    (message,) = sqs.receive_message(QueueUrl=urls[queue])["Messages"]
    sqs.delete_message(QueueUrl=urls[queue], ReceiptHandle=message["ReceiptHandle"])
    scene.now += HOUR
    scene.watch.look_at_queues(sqs, urls)
    assert scene.state(alarm) == "OK"


# -- how a value is found


def test_a_line_counts_for_the_step_that_wrote_it(scene: Scene) -> None:
    scene.call("login", error_line)
    raised = scene.watch.alarms.raised(scene.now)
    assert "LoginErrorLines" in raised
    assert "StaffErrorLines" not in raised
    assert "LoginErrors" not in raised


def test_few_refusals_are_nothing_and_the_other_api_has_its_own(scene: Scene) -> None:
    answers(SITE, 404, 299, periods=2)(scene)
    assert scene.state("ApiRefusals") == "OK"
    answers(SITE, 404, 300, periods=2)(scene)
    assert (scene.state("ApiRefusals"), scene.state("ConsoleRefusals")) == ("ALARM", "OK")


@pytest.mark.parametrize(
    ("values", "result"),
    [((400, 200), 0.5), ((200, 200), 0.0), ((None, 5), None), ((400, None), None)],
)
def test_expressions(values: tuple[float | None, float | None], result: float | None) -> None:
    assert computed("IF(m0 >= 300, m1 / m0, 0)", dict(zip(("m0", "m1"), values, strict=True))) == result


def test_an_expression_or_a_pattern_that_nobody_reads_is_not_passed_over() -> None:
    with pytest.raises(KeyError):
        computed("m0 * 2", {"m0": 1})
    with pytest.raises(ValueError, match="pattern"):
        read_filter({"FilterPattern": "ERROR"}, Names({}, frozenset()))


def test_a_percentile_is_of_the_values_and_text_is_no_line(scene: Scene) -> None:
    for value in range(1, 101):
        scene.watch.metrics.put("n", "m", value, scene.now)
    assert scene.watch.metrics.statistic("n", "m", {}, "p95", scene.now - 1, scene.now) == 95
    assert (parsed("hello"), parsed('{"at": 1}')) == (None, {"at": 1})
    assert Filter("login", "level", "error", NAMESPACE, "m", 1.0).step == "login"

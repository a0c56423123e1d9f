"""The alarms of a deployment; docs/runbook.md says what to do about each.

An alarm tells the topic `Alarms`, where somebody is woken, when it rings and when it ends.  Those of WAITS tell the
topic `Tickets`, which is read on the next working day.

Whatever is not tried again by itself alarms at once: a request, or what the clock starts.  What comes again by itself
(from a queue, the stream, the bucket) alarms when it fails often; given up, it lies among dead letters and alarms too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from chalice.utils import to_cfn_resource_name

from chalicelib.shared.settings import STEPS
from deploy.schedules import DAY, HOUR, MINUTE, parse

Template = dict[str, Any]
Alarm = dict[str, Any]

ALARM = "AWS::CloudWatch::Alarm"
FIVE_MINUTES = 5 * MINUTE
OWN = {"Fn::Sub": "gradphoto-${Stage}"}  # the namespace of the product's own metrics, see chalicelib/shared/metrics.py
API_NAMES = {"Api": OWN, "Console": {"Fn::Sub": "gradphoto-${Stage}-console"}}
GATEWAY_STAGE = {"Ref": "Stage"}
AGAIN = {"SQS", "DynamoDB", "S3"}  # events that come again when a step failed
OFTEN = 5  # failures within five minutes of what comes again
# queue → how many seconds its oldest message may wait, and what waits there
QUEUES = {
    "Due": (300, "What is due (an unpaid order, a payment, a refund)"),
    "Judge": (300, "A photo that the clock found without a verdict"),
    "Deliver": (HOUR, "A package or a table to export"),
    "Import": (HOUR, "An uploaded table"),
    "Bill": (HOUR, "A day's bill that finance asked for"),
    "Remind": (HOUR, "A reminder"),
}
# alarm → queue of dead letters, and what lies there
DEAD_LETTERS = {
    "DueGivenUp": ("DueDeadLetters", "An order, attempt, refund or late photo was given up after five tries"),
    "JobsGivenUp": ("JobDeadLetters", "A package, an import or a bill was given up after five tries"),
    "NotifyGivenUp": ("NotifyFailures", "Messages about orders were given up after ten tries"),
    "ValidateGivenUp": ("ValidateFailures", "A photo was given up after three tries"),
    "WitnessGivenUp": ("WitnessFailures", "Rows of the audit trail have no second copy: given up after twelve hours"),
}
# step → what its stream is late with
STREAMS = {
    "Notify": "What happened to orders is told and counted five minutes late",
    "Witness": "Rows of the audit trail wait five minutes for their second copy",
}
# The beginnings of the names of alarms while which every student gets on and no payment waits.
WAITS = (
    "ApiRefusals", "Bill", "ConsoleCertificate", "ConsoleRefusals", "Deliver", "GatherFeedback", "Import",
    "JobsGivenUp", "ManyFaces", "MatchBills", "Notify", "Purge", "Remind", "ReviewLate", "WebCertificate", "Witness",
)  # fmt: skip
TABLES = ("OrdersTable", "PeopleTable", "TasksTable", "InboxTable")
# DynamoDB counts throttled and failed requests by operation only.
OPERATIONS = (
    "GetItem", "BatchGetItem", "Query", "PutItem", "UpdateItem", "DeleteItem", "TransactGetItems", "TransactWriteItems",
)  # fmt: skip


def add_alarms(template: Template) -> None:
    """Adds alarms and metric filters for the steps, queues, tables, APIs and certificates of the SAM template."""
    resources = template["Resources"]
    resources |= alarms(events_by_step(resources), periods(resources))
    address = {"Type": "String", "Default": "", "AllowedPattern": r"[^@\s]+@[^@\s]+|"}
    template["Parameters"] |= {
        "AlarmEmail": address
        | {"Description": "Whom alarms are mailed to; AWS first asks that address to confirm. Empty: nobody."},
        "TicketEmail": address | {"Description": "Whom alarms that can wait are mailed to. Empty: AlarmEmail."},
    }
    template["Conditions"] |= {
        f"Has{name}": {"Fn::Not": [{"Fn::Equals": [{"Ref": name}, ""]}]} for name in ("AlarmEmail", "TicketEmail")
    } | {"HasTicketMail": {"Fn::Or": [{"Condition": "HasTicketEmail"}, {"Condition": "HasAlarmEmail"}]}}
    to_tickets = {"Fn::If": ["HasTicketEmail", {"Ref": "TicketEmail"}, {"Ref": "AlarmEmail"}]}
    resources["AlarmMail"] = _mail("HasAlarmEmail", "Alarms", {"Ref": "AlarmEmail"})
    resources["TicketMail"] = _mail("HasTicketMail", "Tickets", to_tickets)


def _mail(condition: str, topic: str, address: Any) -> Template:
    return {
        "Type": "AWS::SNS::Subscription",
        "Condition": condition,
        "Properties": {"TopicArn": {"Ref": topic}, "Protocol": "email", "Endpoint": address},
    }


def events_by_step(resources: Template) -> dict[str, set[str]]:
    """The types of the events that start each step; none: only requests do."""
    found = {}
    for step in STEPS:
        events = resources.get(to_cfn_resource_name(step), {}).get("Properties", {}).get("Events", {})
        found[step] = {event["Type"] for event in events.values()}
    return found


def periods(resources: Template) -> dict[str, int]:
    """Every how many seconds the clock starts a step, by step."""
    found = {}
    for step in STEPS:
        events = resources.get(to_cfn_resource_name(step), {}).get("Properties", {}).get("Events", {})
        for event in events.values():
            if event["Type"] == "Schedule":
                found[step] = parse(event["Properties"]["Schedule"]).period
    return found


def alarms(events: Mapping[str, set[str]], every: Mapping[str, int]) -> Template:
    """All alarms and metric filters by logical name.  events, every: as of events_by_step and periods."""
    found: Template = {}
    for step in STEPS:
        name = to_cfn_resource_name(step)
        again = step not in every and bool(events.get(step, set()) & AGAIN)
        found |= _of_step(name, OFTEN if again else 1)
        if step in every:
            found[f"{name}Silent"] = _silent(name, every[step])
    for more in (_of_lines(), _of_queues(), _of_tables(), _of_apis(), _of_certificates()):
        found |= dict(more)
    for alarm, one in found.items():
        if one["Type"] == ALARM and alarm.startswith(WAITS):
            one["Properties"] |= _tells("Tickets")
    return found


def _of_step(name: str, failures: int) -> Template:
    function = {"FunctionName": {"Ref": name}}
    return {
        f"{name}Errors": _alarm(
            f"{name} crashed or ran out of time", _metric("AWS/Lambda", "Errors", function), failures
        ),
        f"{name}Throttles": _alarm(
            f"{name} was not started: too many run at once", _metric("AWS/Lambda", "Throttles", function), 1
        ),
        f"{name}ErrorLines": _alarm(
            f"{name} wrote lines of level = error", _metric(OWN, f"{name}ErrorLines"), failures
        ),
        f"{name}AlarmLines": _count(name, "alarm", "AlarmLines"),
        f"{name}ErrorCount": _count(name, "error", f"{name}ErrorLines"),
    }  # fmt: skip


def _silent(name: str, period: int) -> Alarm:
    """A heartbeat: two periods in which the clock did not start the step."""
    runs = _metric("AWS/Lambda", "Invocations", {"FunctionName": {"Ref": name}})
    text = f"The clock did not start {name} for two periods"
    return _alarm(text, runs, 1, below=True, period=period, times=2, missing="breaching")


def _of_lines() -> Iterator[tuple[str, Alarm]]:
    """What the steps themselves tell."""
    text = "A step wrote something a person must look at: search the logs for level = alarm"
    yield "LinesForAPerson", _alarm(text, _metric(OWN, "AlarmLines"), 1, period=MINUTE)
    lag = _metric(OWN, "DueLag", statistic="Maximum")
    yield "DueBacklog", _alarm("What is due in the index waits ten minutes to be queued", lag, 600, times=2)
    wait = _metric(OWN, "PhotoWait", statistic="Maximum")
    yield "PhotosUnjudged", _alarm("A stored photo had no verdict for two minutes", wait, 120)
    age = _metric(OWN, "ReviewAge", statistic="Maximum")
    text = "A photo waits longer for its review than promised"
    yield "ReviewLate", _alarm(text, age, {"Ref": "ReviewHours"}, period=HOUR)
    faces = _metric(OWN, "StoredFaces", statistic="Maximum")
    text = "So many students' photos are stored that filing them must be decided"
    yield "ManyFaces", _alarm(text, faces, {"Ref": "FacesAlarm"}, period=DAY)
    yield "SmsFailing", _alarm("SMS are not sent", _metric(OWN, "SmsFailed"), 5)
    verdict = _metric(OWN, "VerdictSeconds", statistic="p95")
    parts = [_metric(OWN, "PaymentsStarted"), _metric(OWN, "OrdersPaid")]
    text = "Twenty payments were started within an hour, and no order was paid"
    none_paid = "IF(m0 >= 20, FILL(m1, 0), 1)"
    yield "PaymentsStopped", _computed(text, parts, none_paid, 1, below=True, period=HOUR)
    running = _metric("AWS/Lambda", "ConcurrentExecutions", statistic="Maximum")
    text = "So many functions run at once that the account's quota is near"
    yield "ConcurrencyNear", _alarm(text, running, {"Ref": "ConcurrencyAlarm"}, period=MINUTE)
    yield "VerdictsSlow", _alarm("One photo in twenty waits half a minute for its verdict", verdict, 30, times=3)


def _of_queues() -> Iterator[tuple[str, Alarm]]:
    for name, (seconds, what) in QUEUES.items():
        queue = {"QueueName": {"Fn::GetAtt": [f"{name}Queue", "QueueName"]}}
        age = _metric("AWS/SQS", "ApproximateAgeOfOldestMessage", queue, "Maximum")
        text = f"{what} waits {seconds // MINUTE} minutes for its turn"
        yield f"{name}TooSlow", _alarm(text, age, seconds, period=MINUTE)
    for alarm, (letters, what) in DEAD_LETTERS.items():
        queue = {"QueueName": {"Fn::GetAtt": [letters, "QueueName"]}}
        lying = _metric("AWS/SQS", "ApproximateNumberOfMessagesVisible", queue, "Maximum")
        yield alarm, _alarm(what, lying, 1, period=MINUTE)
    for step, text in STREAMS.items():
        age = _metric("AWS/Lambda", "IteratorAge", {"FunctionName": {"Ref": step}}, "Maximum")
        yield f"{step}Late", _alarm(text, age, FIVE_MINUTES * 1000, period=MINUTE)


def _of_tables() -> Iterator[tuple[str, Alarm]]:
    for table in TABLES:
        for name, metric, what in (
            ("Throttled", "ThrottledRequests", "had more requests than it takes"),
            ("Faults", "SystemErrors", "failed"),
        ):
            each = [
                _metric("AWS/DynamoDB", metric, {"TableName": {"Ref": table}, "Operation": operation})
                for operation in OPERATIONS
            ]
            yield f"{table}{name}", _computed(f"DynamoDB: {table} {what}", each, "SUM(METRICS())", 1)


def _of_apis() -> Iterator[tuple[str, Alarm]]:
    for name, api in API_NAMES.items():
        of_api = {"ApiName": api, "Stage": GATEWAY_STAGE}
        faults = _metric("AWS/ApiGateway", "5XXError", of_api)
        yield f"{name}Faults", _alarm("Server faults seen by clients within five minutes", faults, 10)
        latency = _metric("AWS/ApiGateway", "Latency", of_api, "p95")
        text = "One request in twenty takes three seconds, for a quarter of an hour"
        yield f"{name}Slow", _alarm(text, latency, 3000, times=3)
        calls = [_metric("AWS/ApiGateway", metric, of_api) for metric in ("Count", "4XXError")]
        text = "A third of at least 300 requests were refused, for ten minutes: a broken page, or somebody trying"
        yield f"{name}Refusals", _computed(text, calls, "IF(m0 >= 300, m1 / m0, 0)", 1 / 3, times=2)


def _of_certificates() -> Iterator[tuple[str, Alarm]]:
    """Thirty days before the certificate of a domain ends, which ACM should have renewed by then."""
    for name in ("WebCertificate", "ConsoleCertificate"):
        left = _metric("AWS/CertificateManager", "DaysToExpiry", {"CertificateArn": {"Ref": name}}, "Minimum")
        alarm = _alarm("A certificate ends within thirty days", left, 30, below=True, period=DAY)
        yield f"{name}Ends", alarm | {"Condition": f"Has{name}"}


def _metric(namespace: Any, name: str, dimensions: Template | None = None, statistic: str = "Sum") -> Template:
    """What an alarm watches, without its period.  statistic: or a percentile, such as p95."""
    how = "Statistic" if statistic.isalpha() else "ExtendedStatistic"
    named = [{"Name": key, "Value": value} for key, value in (dimensions or {}).items()]
    return {"Namespace": namespace, "MetricName": name, how: statistic} | ({"Dimensions": named} if named else {})


def _alarm(
    text: str,
    metric: Template,
    threshold: Any,
    *,
    below: bool = False,
    period: int = FIVE_MINUTES,
    times: int = 1,
    missing: str = "notBreaching",
) -> Alarm:
    """An alarm at `threshold` or more, in each of the last `times` periods.  below: at less than it."""
    assert period * times <= (DAY if period < HOUR else 7 * DAY), text  # CloudWatch looks no further back
    return {
        "Type": ALARM,
        "Properties": {
            "AlarmDescription": text,
            **metric,
            **({"Period": period} if "MetricName" in metric else {}),
            "EvaluationPeriods": times,
            "Threshold": threshold,
            "ComparisonOperator": "LessThanThreshold" if below else "GreaterThanOrEqualToThreshold",
            "TreatMissingData": missing,
            **_tells("Alarms"),
        },
    }


def _tells(topic: str) -> Template:
    return {"AlarmActions": [{"Ref": topic}], "OKActions": [{"Ref": topic}]}


def _computed(
    text: str,
    metrics: list[Template],
    expression: str,
    threshold: float,
    *,
    below: bool = False,
    period: int = FIVE_MINUTES,
    times: int = 1,
) -> Alarm:
    """An alarm over an expression of several metrics, which are m0, m1, … in it."""
    parts: list[Template] = []
    for at, metric in enumerate(metrics):
        statistic = {"Period": period, "Stat": metric["Statistic"]}
        named = {key: metric[key] for key in ("Namespace", "MetricName", "Dimensions") if key in metric}
        parts.append({"Id": f"m{at}", "MetricStat": {"Metric": named, **statistic}, "ReturnData": False})
    parts.append({"Id": "result", "Expression": expression, "ReturnData": True})
    return _alarm(text, {"Metrics": parts}, threshold, below=below, times=times)


def _count(name: str, level: str, metric: str) -> Template:
    """A metric that counts a step's log lines of a level."""
    return {
        "Type": "AWS::Logs::MetricFilter",
        "Properties": {
            "LogGroupName": {"Ref": f"{name}LogGroup"},
            "FilterPattern": f'{{ $.level = "{level}" }}',
            "MetricTransformations": [{"MetricNamespace": OWN, "MetricName": metric, "MetricValue": "1"}],
        },
    }

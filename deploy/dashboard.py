"""The one dashboard of a deployment: eight graphs, from what students do to what the machinery does."""

from __future__ import annotations

import json
from typing import Any

from chalice.utils import to_cfn_resource_name

from chalicelib.shared.settings import STEPS
from deploy.alarms import DEAD_LETTERS, OPERATIONS, QUEUES, TABLES

Template = dict[str, Any]
Line = list[Any]

OWN = "gradphoto-${Stage}"
APIS = (OWN, f"{OWN}-console")
WIDTH, HEIGHT, A_ROW = 12, 6, 2


def add_dashboard(template: Template) -> None:
    """Adds the dashboard to the SAM template."""
    body = {"widgets": [_widget(at, *graph) for at, graph in enumerate(graphs())]}
    template["Resources"]["Dashboard"] = {
        "Type": "AWS::CloudWatch::Dashboard",
        "Properties": {"DashboardName": {"Fn::Sub": OWN}, "DashboardBody": {"Fn::Sub": json.dumps(body)}},
    }


def graphs() -> list[tuple[str, list[Line]]]:
    """Titles with their lines: namespace, metric, dimensions, and how it is drawn."""
    steps = [f"gradphoto-${{Stage}}-{step}" for step in STEPS]
    return [
        ("Orders", _own("OrdersOpened", "PaymentsStarted", "OrdersPaid", "OrdersExpired")),
        ("Money: refunds, what does not fit, lines for a person", _own("RefundsDone", "MoneyUnfit", "AlarmLines")),
        (
            "Photos: judged, passed at the first try, seconds to the verdict",
            [
                *_own("PhotosJudged", "FirstPhotos", "FirstPhotosPassed"),
                [OWN, "VerdictSeconds", {"stat": "p95", "yAxis": "right"}],
            ],
        ),
        (
            "Waiting: seconds in queues and in the index, hours for a review",
            [
                *(_queue("ApproximateAgeOfOldestMessage", f"{name}Queue") for name in QUEUES),
                [OWN, "DueLag", {"stat": "Maximum"}],
                [OWN, "PhotoWait", {"stat": "Maximum"}],
                [OWN, "ReviewAge", {"stat": "Maximum", "yAxis": "right"}],
            ],
        ),
        (
            "Failures: lines of level error, dead letters, crashes",
            [
                *_own(*(f"{to_cfn_resource_name(step)}ErrorLines" for step in STEPS)),
                *(_queue("ApproximateNumberOfMessagesVisible", letters) for letters, _ in DEAD_LETTERS.values()),
                *(["AWS/Lambda", "Errors", "FunctionName", step, {"stat": "Sum"}] for step in steps),
            ],
        ),
        (
            "APIs: requests, refusals and faults; p95 in ms",
            [
                ["AWS/ApiGateway", metric, "ApiName", api, "Stage", "${Stage}", drawn]
                for api in APIS
                for metric, drawn in (
                    ("Count", {"stat": "Sum"}),
                    ("4XXError", {"stat": "Sum"}),
                    ("5XXError", {"stat": "Sum"}),
                    ("Latency", {"stat": "p95", "yAxis": "right"}),
                )
            ],
        ),
        (
            "DynamoDB: units, throttled requests",
            [
                *(
                    ["AWS/DynamoDB", f"Consumed{kind}CapacityUnits", "TableName", f"${{{table}}}", {"stat": "Sum"}]
                    for table in TABLES
                    for kind in ("Read", "Write")
                ),
                *(
                    ["AWS/DynamoDB", "ThrottledRequests", "TableName", f"${{{table}}}", "Operation", operation,
                     {"stat": "Sum", "yAxis": "right"}]
                    for table in TABLES
                    for operation in OPERATIONS
                ),
            ],
        ),
        (
            "SMS sent and failed, cold starts; students whose photos are stored",
            [
                *_own("SmsSent", "SmsFailed", "ColdStarts"),
                [OWN, "StoredFaces", {"stat": "Maximum", "yAxis": "right"}],
            ],
        ),
    ]  # fmt: skip


def _own(*names: str) -> list[Line]:
    return [[OWN, name, {"stat": "Sum"}] for name in names]


def _queue(metric: str, queue: str) -> Line:
    return ["AWS/SQS", metric, "QueueName", f"${{{queue}.QueueName}}", {"stat": "Maximum"}]


def _widget(at: int, title: str, lines: list[Line]) -> Template:
    row, column = divmod(at, A_ROW)
    place = {"x": column * WIDTH, "y": row * HEIGHT, "width": WIDTH, "height": HEIGHT}
    drawn = {"view": "timeSeries", "region": "${AWS::Region}", "period": 300, "title": title, "metrics": lines}
    return {"type": "metric", **place, "properties": drawn}

"""What is counted and measured: log lines of which CloudWatch makes metrics (the embedded metric format, EMF).

A metric costs no request.  It stands in the line that tells of the occurrence anyhow, and has no dimension but its
namespace, which names the stage: so it holds nothing about a person, and the line still holds its `ref`.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any, Literal

from chalicelib.shared import log

Unit = Literal["Count", "Seconds", "None"]
# Every metric of the product; deploy/alarms.py and deploy/dashboard.py watch them.
UNITS: Mapping[str, Unit] = {
    "OrdersOpened": "Count",
    "PaymentsStarted": "Count",
    "OrdersPaid": "Count",
    "OrdersExpired": "Count",
    "MoneyUnfit": "Count",  # late, double, too much or too little: somebody has to resolve it
    "RefundsDone": "Count",
    "PhotosJudged": "Count",
    "PhotosPassed": "Count",
    "FirstPhotos": "Count",
    "FirstPhotosPassed": "Count",
    "VerdictSeconds": "Seconds",  # from the event of the stored picture to its verdict
    "PhotoWait": "Seconds",  # of a stored picture without a verdict, when its check was due
    "SmsSent": "Count",
    "SmsFailed": "Count",
    "DueLag": "Seconds",  # of the oldest slot that a sweep found due
    "ReviewAge": "None",  # hours, of the oldest photo that nobody has taken up
    "StoredFaces": "None",  # orders whose photo is stored, of all branches; at least as many as persons
    "ColdStarts": "Count",
}


def measured(what: str, values: Mapping[str, float], **fields: object) -> None:
    """Writes a line of the log, with metrics if there are `values`.  Raises ValueError for a name that is not in UNITS
    or a field that may not be logged."""
    if unknown := values.keys() - UNITS.keys():
        raise ValueError(f"no such metric: {sorted(unknown)}")
    told = log.line(what, level="info", **fields)
    log.write(told | _emf(values, told["at"]) if values else told)


def _emf(values: Mapping[str, float], at: float) -> dict[str, Any]:
    metrics = [{"Name": name, "Unit": UNITS[name]} for name in values]
    declared = {"Namespace": f"gradphoto-{os.environ.get('STAGE', 'dev')}", "Dimensions": [[]], "Metrics": metrics}
    return {"_aws": {"Timestamp": round(at * 1000), "CloudWatchMetrics": [declared]}, **values}

"""Alarms: at once for what nobody tries again, and a heartbeat for what the clock starts."""

from __future__ import annotations

from typing import Any

import pytest
from chalice.utils import to_cfn_resource_name

from chalicelib.shared.settings import STEPS
from deploy.alarms import WAITS, add_alarms, alarms, events_by_step, periods


def schedule(expression: str) -> dict[str, Any]:
    return {"Type": "Schedule", "Properties": {"Schedule": expression}}


def small_template() -> dict[str, Any]:
    """Every step once, with the events of three of them."""
    events: dict[str, dict[str, Any]] = {
        "Expire": {"Clock": schedule("rate(1 minute)")},
        "MatchBills": {"Daily": schedule("cron(30 2 * * ? *)"), "Jobs": {"Type": "SQS", "Properties": {}}},
        "SettleDue": {"Due": {"Type": "SQS", "Properties": {}}},
    }
    functions: dict[str, Any] = {to_cfn_resource_name(step): {"Properties": {}} for step in STEPS}
    functions |= {name: {"Properties": {"Events": own}} for name, own in events.items()}
    return {"Resources": functions, "Parameters": {}, "Conditions": {}}


@pytest.fixture(scope="module")
def template() -> dict[str, Any]:
    template = small_template()
    add_alarms(template)
    return template


def properties(template: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = template["Resources"][name]["Properties"]
    return found


@pytest.mark.parametrize(("name", "failures"), [("Login", 1), ("Expire", 1), ("MatchBills", 1), ("SettleDue", 5)])
def test_what_nobody_tries_again_alarms_at_the_first_failure(
    template: dict[str, Any], name: str, failures: int
) -> None:
    for alarm in ("Errors", "ErrorLines"):
        assert properties(template, f"{name}{alarm}")["Threshold"] == failures
    assert properties(template, f"{name}Throttles")["Threshold"] == 1


@pytest.mark.parametrize(("name", "period"), [("Expire", 60), ("MatchBills", 86400)])
def test_what_the_clock_starts_has_a_heartbeat(template: dict[str, Any], name: str, period: int) -> None:
    silent = properties(template, f"{name}Silent")
    assert (silent["MetricName"], silent["ComparisonOperator"]) == ("Invocations", "LessThanThreshold")
    assert (silent["Period"], silent["EvaluationPeriods"], silent["TreatMissingData"]) == (period, 2, "breaching")


def test_no_other_step_has_one(template: dict[str, Any]) -> None:
    assert [name for name in template["Resources"] if name.endswith("Silent")] == ["ExpireSilent", "MatchBillsSilent"]


def test_cloudwatch_takes_every_alarm(template: dict[str, Any]) -> None:
    """At most ten metrics in an expression; a period of whole minutes, and no more than CloudWatch looks back."""
    for name, one in template["Resources"].items():
        if one.get("Type") == "AWS::CloudWatch::Alarm":
            parts = one["Properties"].get("Metrics", [])
            assert (name, len(parts) <= 10) == (name, True)
            each = [part["MetricStat"]["Period"] for part in parts if "MetricStat" in part]
            assert all(period % 60 == 0 for period in each or [one["Properties"]["Period"]])


def test_nobody_is_mailed_to_until_somebody_is_named(template: dict[str, Any]) -> None:
    assert {template["Parameters"][name]["Default"] for name in ("AlarmEmail", "TicketEmail")} == {""}
    assert template["Resources"]["AlarmMail"]["Condition"] == "HasAlarmEmail"
    assert template["Resources"]["TicketMail"]["Condition"] == "HasTicketMail"


@pytest.mark.parametrize(
    ("topic", "names"),
    [
        ("Alarms", ["PayErrors", "PayWebhookErrors", "LoginThrottles", "DueGivenUp", "PaymentsStopped", "ApiFaults"]),
        ("Tickets", ["PurgeErrors", "NotifyGivenUp", "JobsGivenUp", "ReviewLate", "WitnessLate", "WebCertificateEnds"]),
    ],
)
def test_what_stops_a_student_wakes_somebody(template: dict[str, Any], topic: str, names: list[str]) -> None:
    """The same topic hears the end of the alarm."""
    for name in names:
        told = properties(template, name)
        assert (name, told["AlarmActions"], told["OKActions"]) == (name, [{"Ref": topic}], [{"Ref": topic}])


def test_every_alarm_that_may_wait_is_one(template: dict[str, Any]) -> None:
    alarms_ = [name for name, one in template["Resources"].items() if one.get("Type") == "AWS::CloudWatch::Alarm"]
    assert [start for start in WAITS if not any(name.startswith(start) for name in alarms_)] == []


def test_a_schedule_nobody_can_read_is_refused() -> None:
    template = small_template()
    template["Resources"]["Expire"]["Properties"]["Events"]["Clock"] = schedule("cron(0 1 1 * ? *)")
    with pytest.raises(ValueError, match="schedule"):
        add_alarms(template)


def test_a_step_without_events_is_only_asked() -> None:
    resources = small_template()["Resources"]
    assert (events_by_step(resources)["login"], "login" in periods(resources)) == (set(), False)
    assert "LoginErrors" in alarms({}, {})

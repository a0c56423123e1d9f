"""Every alarm has its section in the runbook and every section its alarm, and AWS knows each command there."""

from __future__ import annotations

import re
from pathlib import Path

import botocore.session
import pytest
from botocore import xform_name
from chalice.utils import to_cfn_resource_name

from chalicelib.shared.settings import STEPS
from deploy.alarms import API_NAMES, QUEUES, TABLES, alarms
from deploy.rollout import ALIAS

DOCS = Path(__file__).parents[3] / "docs"
RUNBOOK = (DOCS / "runbook.md").read_text()
MANUAL = (DOCS / "operate" / "technical.zh.md").read_text().partition("## 报警与处理")[2].partition("\n## ")[0]
SECTIONS = re.findall(r"^## `(.+)`$", RUNBOOK, flags=re.MULTILINE)
SHELL = "\n".join(re.findall(r"^```sh\n(.*?)^```", RUNBOOK, flags=re.MULTILINE | re.DOTALL))
COMMANDS = sorted(set(re.findall(r"\baws ([a-z-]+) ([a-z-]+)((?:(?!\baws )[^;\n])*)", SHELL)))
CLI_ALONE = {"query", "output"}  # options of the command line, not of the service
EVERY_MINUTE = dict.fromkeys(STEPS, 60)
STEP_NAMES, SITES = [to_cfn_resource_name(step) for step in STEPS], ["Web", "Console"]
KINDS = {"Step": STEP_NAMES, "Queue": QUEUES, "Table": TABLES, "Api": API_NAMES, "Site": SITES}


def alarm_names() -> list[str]:
    found = alarms({}, EVERY_MINUTE)
    return [name for name, one in found.items() if one["Type"] == "AWS::CloudWatch::Alarm"]


def meant(section: str) -> set[str]:
    """The alarms that a section is about: one, or one of every step, queue, table or API."""
    kind = re.match(r"<(\w+)>", section)
    return {section.replace(kind[0], one) for one in KINDS[kind[1]]} if kind else {section}


@pytest.mark.parametrize("alarm", alarm_names())
def test_an_alarm_has_one_section(alarm: str) -> None:
    assert [alarm in meant(section) for section in SECTIONS].count(True) == 1


@pytest.mark.parametrize("section", SECTIONS)
def test_a_section_has_an_alarm(section: str) -> None:
    assert meant(section) & set(alarm_names())


def test_the_manual_names_alarms_that_there_are() -> None:
    """A name that ends as alarms do, perhaps of any step."""
    ending = "|".join({re.findall("[A-Z][a-z]+", name)[-1] for name in alarm_names()})
    named = set(re.findall(rf"(?:<步骤>|\b[A-Z])[A-Za-z]*(?:{ending})\b", MANUAL, flags=re.ASCII))
    assert {name for name in named if "<" not in name} <= set(alarm_names())
    assert {name.replace("<步骤>", "Orders") for name in named if "<" in name} <= set(alarm_names())
    assert len(named) > 20


@pytest.mark.parametrize(("service", "operation", "rest"), COMMANDS)
def test_aws_knows_the_command_and_its_options(service: str, operation: str, rest: str) -> None:
    model = botocore.session.get_session().get_service_model(service)
    (found,) = (name for name in model.operation_names if xform_name(name, "-") == operation)
    shape = model.operation_model(found).input_shape
    known = {xform_name(name, "-") for name in shape.members} if shape else set()
    assert set(re.findall(r"--([a-z-]+)", rest)) - CLI_ALONE <= known


def test_what_is_started_by_hand_is_the_code_that_answers() -> None:
    """Without its alias a function runs code that no deployment has tried, and its failures are kept nowhere."""
    invoked = re.findall(r"aws lambda invoke --function-name (\S+)", SHELL)
    assert invoked
    assert [name for name in invoked if not name.endswith(f":{ALIAS}")] == []
    assert f"get-alias --function-name gradphoto-$STAGE-expire --name {ALIAS} --query AliasArn" in SHELL


def test_photos_that_were_given_up_are_never_thrown_away() -> None:
    (loop,) = re.findall(r"while .*?^done", SHELL, flags=re.MULTILINE | re.DOTALL)
    assert "url ValidateFailures" in loop
    assert 'purge-queue --queue-url "$(url ValidateFailures)"' not in SHELL


def test_there_are_commands() -> None:
    assert len(COMMANDS) > 10

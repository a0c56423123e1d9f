"""Every line of the runbook, as it stands there, is typed into a shell while what it is for is wrong."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.worlds.deployed import STAGE, Deployed
from tests.worlds.runbook import FIRST, Operator, sections
from tests.worlds.troubles import HERE, behind, give_up, log, no_balance, queue, refused, ring, send, waiting

LINES = sections()
NOT_HERE = {
    "aws service-quotas request-service-quota-increase --service-code lambda --quota-code L-B99A9384 "
    "--desired-value 3000": "The emulator has no Service Quotas, and only AWS's people raise one.",
}
ENDS_WITH = {".venv/bin/python -m tools.doctor --stage $STAGE": 2}  # nobody hears the alarms here
BROKEN = "it is broken"
ENVELOPE = {"requestPayload": {"Records": [{"s3": {"bucket": {"name": "none"}, "object": {"key": "in/none"}}}]}}


@dataclass(frozen=True)
class Try:
    """says: what each line's answer holds, in their order, "" for nothing at all; trouble: what is made wrong before,
    and the shell's variables; put_right: whether it is no more."""

    says: tuple[str, ...]
    trouble: Callable[[Deployed], dict[str, str] | None] = lambda stack: None
    put_right: Callable[[Deployed], bool] = lambda stack: True


def somebody_complains(stack: Deployed) -> dict[str, str]:
    ring(stack, "DueGivenUp")
    log(stack, "orders", "info", "it took long", ref="of-this-complaint")
    return {"REF": "of-this-complaint"}


def dead(letters: str, step: str) -> Try:
    """Messages go back to where they came from."""

    def trouble(stack: Deployed) -> None:
        log(stack, step, "error", BROKEN)
        give_up(stack, letters)

    def put_right(stack: Deployed) -> bool:
        return (waiting(stack, behind(stack, letters)), waiting(stack, queue(stack, letters))) == (1, 0)

    return Try((BROKEN, "TaskHandle"), trouble, put_right)


def failed(step: str, queue_name: str, says: tuple[str, ...]) -> Try:
    """Nothing goes back, so nothing may stay."""

    def trouble(stack: Deployed) -> None:
        log(stack, step, "error", BROKEN)
        for _ in range(2):
            send(stack, queue_name, **ENVELOPE)

    return Try((BROKEN, *says), trouble, lambda stack: waiting(stack, queue(stack, queue_name)) == 0)


TRIES = {
    FIRST: Try(("DueGivenUp.*\ta rehearsal", "正在报警：.*DueGivenUp", "it took long"), somebody_complains),
    "<Step>ErrorLines": Try((BROKEN,), lambda stack: log(stack, "staff", "error", BROKEN)),
    "<Step>Throttles": Try((r"^\d+\n",)),
    "<Step>Silent": Try((f"{HERE}-Expire", "202")),
    "LinesForAPerson": Try((BROKEN,), lambda stack: log(stack, "match_bills", "alarm", BROKEN)),
    "PaymentsStopped": Try((BROKEN,), lambda stack: log(stack, "reconcile", "error", BROKEN)),
    "DueBacklog": Try(("202",)),
    "SmsFailing": Try(("InsufficientBalance",), no_balance),
    "<Queue>TooSlow": Try(("ApproximateNumberOfMessagesNotVisible",)),
    "DueGivenUp": dead("DueDeadLetters", "settle_due"),
    "JobsGivenUp": dead("JobDeadLetters", "imports"),
    "NotifyGivenUp": failed("notify", "NotifyFailures", (r"\b0 failed", "")),
    "WitnessGivenUp": failed("witness", "WitnessFailures", ("(?s)补上了 0 条指纹.*没有发现改动", "")),
    "ValidateGivenUp": failed("validate", "ValidateFailures", ("(?s)202.*202",)),
    "<Table>Throttled": Try(("ConsumedWriteCapacityUnits",)),
    "<Api>Refusals": Try(("session_over",), lambda stack: refused(stack, "/api/me")),
}  # fmt: skip


def test_every_section_with_lines_is_tried() -> None:
    assert TRIES.keys() == LINES.keys()
    assert all(any(line in lines for lines in LINES.values()) for line in [*NOT_HERE, *ENDS_WITH])


@pytest.mark.parametrize("section", TRIES)
def test_the_lines_of_a_section(stack: Deployed, section: str, tmp_path: Path) -> None:
    tried, shell = TRIES[section], Operator(stack.box, STAGE, tmp_path)
    variables = tried.trouble(stack) or {}
    for line, word in zip([one for one in LINES[section] if one not in NOT_HERE], tried.says, strict=True):
        said = shell.types(line, **variables)
        assert (said.code, said.error) == (ENDS_WITH.get(line, 0), ""), line
        assert re.search(word, said.out) if word else said.out == "", f"{line}\n{said.out}"
        assert "all is well" not in said.out
    assert tried.put_right(stack)

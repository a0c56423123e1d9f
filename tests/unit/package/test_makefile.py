"""The commands that people are told about are there."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
MAKEFILE = (ROOT / "Makefile").read_text()
TARGETS = set(re.findall(r"^([a-z-]+):", MAKEFILE, re.MULTILINE))
(LINTS,) = re.findall(r"^LINTS := (.*)$", MAKEFILE, re.MULTILINE)
RULES = TARGETS - set(LINTS.split())  # what a person calls


def test_every_phony_target_has_a_rule() -> None:
    phony = " ".join(re.findall(r"^\.PHONY: (.*)$", MAKEFILE, re.MULTILINE)).replace("$(LINTS)", LINTS)
    assert set(phony.split()) == TARGETS


def test_every_command_that_a_text_names_is_there() -> None:
    texts = [ROOT / "README.md", ROOT / "README.zh.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")]
    named = {name for path in texts for name in re.findall(r"`make ([a-z]+)", path.read_text())}
    named |= set(re.findall(r"\bmake ([a-z]+)", (ROOT / ".github/workflows/ci.yml").read_text()))
    assert named - RULES == set()
    assert named


def test_every_command_is_in_the_help() -> None:
    shown = subprocess.check_output(["make", "-s", "help"], cwd=ROOT, text=True)
    own, _, others = shown.partition("Commands with arguments")
    assert {line.split()[0] for line in own.splitlines()} == RULES
    assert ("-m tools.secret" in others, "-m tools.on STACK" in others, "seed" in others) == (True, True, True)


@pytest.mark.parametrize(("rule", "port"), [("run", 8000), ("demo", 8000), ("rehearse", 9000)])
def test_a_port_is_taken_where_it_is_given(rule: str, port: int) -> None:
    command = ["env", "-u", "PORT", "make", "-n", "-s"]
    for said, first in ([], port), (["PORT=7000"], 7000):
        shown = subprocess.check_output([*command, *said, rule], cwd=ROOT, text=True)
        assert shown.split()[-2:] == ["--port", str(first)]


def test_a_command_that_needs_a_stage_says_so_and_fails() -> None:
    command = ["env", "-u", "STAGE", "make", "-s", "-o", ".venv/.ready", "doctor"]  # this test installs nothing
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert (done.returncode, "make doctor STAGE=prod" in done.stderr) == (2, True)


@pytest.mark.parametrize(
    ("said", "arch"),
    [
        ([], "arm64"),
        (["REGION=us-east-1"], "arm64"),
        (["REGION=cn-north-1"], "x86_64"),
        (["REGION=cn-northwest-1"], "x86_64"),
        (["REGION=cn-north-1", "ARCH=arm64"], "arm64"),
    ],
)
def test_the_china_regions_get_the_processor_that_is_proven_there(said: list[str], arch: str) -> None:
    (line,) = [line for line in MAKEFILE.splitlines() if "-m tools.package" in line]
    rules = "\n".join([*re.findall(r"^(?:REGION|ARCH) \?=.*$", MAKEFILE, re.MULTILINE), f"show:;@echo {line.strip()}"])
    command = ["env", "-u", "ARCH", "-u", "REGION", "make", "-s", "-f", "-", *said, "show"]
    shown = subprocess.check_output(command, input=rules, text=True)
    assert shown.split()[-2:] == ["--arch", arch]


def test_a_deployment_takes_other_parameters_and_a_new_beginning() -> None:
    said = ["STAGE=prod", "REGION=cn-north-1", "SET=ReviewHours=48 WebCertificate=", "ANEW=1"]
    shown = subprocess.check_output(["make", "-n", "-s", "-o", "setup", "deploy", *said], cwd=ROOT, text=True)
    told = shown.replace("\\\n", " ").split()
    assert told[-5:] == ["--set", "ReviewHours=48", "--set", "WebCertificate=", "--anew"]

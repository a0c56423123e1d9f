"""A rehearsal begins with an empty account, and with what each vendor would have given."""

from __future__ import annotations

import subprocess
from pathlib import Path

import requests

from sandbox.cloud.template import ROOT
from sandbox.rehearsal.account import STAGE, Rehearsal
from tools.deployed.secret_groups import GROUPS, faults
from tools.secret import read_file
from tools.suite.patience import PATIENCE


def test_all_that_an_operator_brings_is_there_and_nothing_is_deployed(tmp_path: Path) -> None:
    with Rehearsal(tmp_path / "rehearsal") as account:
        files = {path.stem: path for path in account.folder.glob("*.json")}
        assert files.keys() == GROUPS.keys() - {"master", "contact", "staff", "codes", "captcha"}
        for group, path in files.items():
            assert list(faults(STAGE, group, read_file(path))) == [], group
        exports = account.folder / "env"
        assert {path.stat().st_mode & 0o777 for path in (exports, *files.values())} == {0o600}
        assert f"export AWS_ENDPOINT_URL={account.box.aws_env['AWS_ENDPOINT_URL']}\n" in exports.read_text()
        for url in (account.box.api_url, account.box.console_url):
            answer = requests.get(url, timeout=PATIENCE)
            assert (answer.status_code, "先部署" in answer.text) == (503, True)


ASKS_FOR = """
import ministack.core.iam_actions as rights
from sandbox.rehearsal import batch_rights
batch_rights.install()
for name in ("SendMessageBatch", "SendMessage"):
    print(rights.extract_iam_action("sqs", "POST", "/", {"x-amz-target": f"AmazonSQS.{name}"}, b"", {}))
"""


def test_several_messages_need_the_right_that_one_does() -> None:
    python = str(ROOT / ".venv-ministack" / "bin" / "python")
    asked = subprocess.run([python, "-c", ASKS_FOR], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert asked.split() == ["sqs:SendMessage", "sqs:SendMessage"]

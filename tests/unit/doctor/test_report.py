"""The table and the exit code, and a file of settings before there is a deployment."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.worlds.deployment import FakeCloud, refusal, values_of
from tools.deployed.secret_groups import GROUPS
from tools.doctor import __main__ as doctor
from tools.doctor.emulated import LACKS, excused
from tools.doctor.report import Level, Line, Verdict, exit_code, some, table


def lines(*levels: Level) -> list[Line]:
    return [Line("一项", Verdict(level, "什么", "怎么办" if level is Level.FAIL else "")) for level in levels]


@pytest.mark.parametrize(
    ("levels", "code"),
    [
        ((Level.OK, Level.OK), 0),
        ((Level.OK, Level.EMULATED), 0),
        ((Level.OK, Level.WARN), 1),
        ((Level.OK, Level.UNCHECKED), 1),
        ((Level.WARN, Level.FAIL, Level.UNCHECKED), 2),
    ],
)
def test_the_exit_code_is_the_worst(levels: tuple[Level, ...], code: int) -> None:
    assert exit_code(lines(*levels)) == code


def test_only_what_an_emulated_account_lacks_is_excused() -> None:
    broken = Verdict(Level.FAIL, "没有", "重新部署")
    said = {name: excused(Line(name, broken)).verdict.level for name in (*doctor.CHECKS, *LACKS)}
    assert {name for name, level in said.items() if level is Level.EMULATED} == LACKS.keys() <= doctor.CHECKS.keys()
    assert excused(Line("表能恢复", Verdict(Level.OK, "都能恢复"))).verdict.level is Level.OK


def test_the_table_says_what_to_do_and_the_sum() -> None:
    shown = table(lines(Level.OK, Level.FAIL)).splitlines()
    assert [line.split() for line in shown] == [
        ["正常", "一项", "什么"],
        ["错误", "一项", "什么"],
        ["→", "怎么办"],
        ["正常", "1，错误", "1"],
    ]


def test_of_many_names_a_few_are_shown() -> None:
    assert [some(list(names)) for names in ("", "ab", "abcd")] == ["", "a、b", "a、b、c 等 4 个"]


def test_there_are_enough_checks_with_names_of_their_own() -> None:
    assert len(doctor.CHECKS) >= 25


def test_a_file_is_checked_without_a_deployment(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    values = {name: value for group in GROUPS for name, value in values_of(group).items()} | {"SMS_SIGN": "【分社】"}
    one_line = {name: value.replace("\n", "\\n") for name, value in values.items()}
    path = tmp_path / "settings.env"
    path.write_text("# ours\n" + "\n".join(f"{name}={value}" for name, value in one_line.items()), "utf-8")
    assert doctor.main(["--stage", "prod", "--env", str(path)]) == 2
    said = capsys.readouterr().out
    assert "SMS_SIGN 应是" in said
    assert "正常    密钥：微信支付" in said
    assert "未检查  函数" in said
    assert not [value for value in one_line.values() if value in said]
    assert doctor.main(["--stage", "prod", "--env", str(tmp_path / "nowhere")]) == 2


def test_without_credentials_there_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    cloud = FakeCloud({"sts": {"get_caller_identity": refusal("InvalidClientTokenId")}})
    monkeypatch.setattr(doctor, "Account", lambda _: cloud)
    assert doctor.main(["--stage", "prod"]) == 2
    said = capsys.readouterr()
    assert (said.out, len(said.err.splitlines())) == ("", 1)
    assert "AWS 凭证不对" in said.err

"""The log holds listed fields only, and never an exception's own words."""

from __future__ import annotations

import json
from typing import Any

import pytest

from chalicelib.shared.log import FIELDS, alarm, fault, log, ref


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_a_line_is_one_json_object_with_its_request(capsys: pytest.CaptureFixture[str]) -> None:
    token = ref.set("r-1")
    log("moved", order_id="o", seq=3)
    alarm("look", amount=1)
    ref.reset(token)
    first, second = lines(capsys)
    assert {**first, "at": 0} == {"at": 0, "level": "info", "what": "moved", "ref": "r-1", "order_id": "o", "seq": 3}
    assert (second["level"], second["amount"]) == ("alarm", 1)


@pytest.mark.parametrize("field", ["phone", "name", "openid", "token", "text", "student_no", "collect_code", "message"])
def test_a_field_for_personal_data_does_not_exist(capsys: pytest.CaptureFixture[str], field: str) -> None:
    assert field not in FIELDS
    with pytest.raises(ValueError, match=field):
        log("something", **{field: "13800000000"})
    assert capsys.readouterr().out == ""


def test_a_fault_is_told_by_its_type_and_place(capsys: pytest.CaptureFixture[str]) -> None:
    try:
        raise KeyError("13800000000")
    except KeyError as error:
        fault("broken", error, path="/api/me")
    (line,) = lines(capsys)
    assert (line["level"], line["error"], line["path"]) == ("error", "KeyError", "/api/me")
    assert line["where"].startswith("test_shared_log.py:")
    assert "13800000000" not in json.dumps(line)


def test_an_exception_that_was_never_raised_has_no_place(capsys: pytest.CaptureFixture[str]) -> None:
    fault("odd", ValueError())
    assert lines(capsys)[0]["where"] == "-"

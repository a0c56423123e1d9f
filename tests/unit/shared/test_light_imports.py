"""Steps start light: what only one call needs is loaded by that call."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

LOGIN = {"wechatpy", "tencentcloud", "PIL", "requests", "cv2", "numpy", "wechatpayv3"}
LOOKUP = LOGIN - {"requests"} | {"zxingcpp", "pyzbar", "boto3"}
LOOKUPS = "collect_codes.service storage.objects tasks.service teachers.links teachers.roll"


@pytest.mark.parametrize(
    ("modules", "heavy"),
    [
        (
            "api.student.login api.teacher.proof teachers.proof identity.accounts identity.consents identity.service "
            "identity.sms_codes identity.wechat identity.wechat_token identity.tencent.sms",
            LOGIN,
        ),
        *((f"api.{routes} {LOOKUPS}", LOOKUP) for routes in ("student.lookup", "student.decode", "teacher.progress")),
    ],
)
def test_the_routes_import_nothing_heavy(modules: str, heavy: set[str]) -> None:
    program = "".join(f"import chalicelib.{module}\n" for module in modules.split())
    program += "import json, sys\nprint(json.dumps(sorted({name.partition('.')[0] for name in sys.modules})))"
    out = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60).stdout
    loaded = set(json.loads(out))
    assert "chalicelib" in loaded
    assert not loaded & heavy

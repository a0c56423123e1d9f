"""The look-up and decode steps start light: pixels are loaded by the call that needs them."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

HEAVY = {"cv2", "numpy", "zxingcpp", "pyzbar", "PIL", "boto3", "wechatpy", "wechatpayv3", "tencentcloud"}


@pytest.mark.parametrize("routes", ["student.lookup", "student.decode", "teacher.progress"])
def test_the_routes_import_nothing_heavy(routes: str) -> None:
    program = (
        "import json, sys\n"
        f"import chalicelib.api.{routes}\n"
        "from chalicelib.collect_codes import service\n"
        "from chalicelib.storage import objects\n"
        "from chalicelib.tasks import service\n"
        "from chalicelib.teachers import links, roll\n"
        "print(json.dumps(sorted({name.partition('.')[0] for name in sys.modules})))"
    )
    out = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60).stdout
    loaded = set(json.loads(out))
    assert "chalicelib" in loaded
    assert not loaded & HEAVY

"""The login step starts light: what only one call needs is loaded by that call."""

from __future__ import annotations

import json
import subprocess
import sys

HEAVY = ("wechatpy", "tencentcloud", "PIL", "requests", "cv2", "numpy", "wechatpayv3")


def test_the_routes_of_login_import_nothing_heavy() -> None:
    program = (
        "import json, sys\n"
        "from chalicelib.api.student import login\n"
        "from chalicelib.api.teacher import proof\n"
        "from chalicelib.teachers import proof as proofs\n"
        "from chalicelib.identity import accounts, consents, service\n"
        "from chalicelib.identity import sms_codes, wechat, wechat_token\n"
        "from chalicelib.identity.tencent import sms\n"
        "print(json.dumps(sorted({name.partition('.')[0] for name in sys.modules})))"
    )
    out = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60).stdout
    loaded = set(json.loads(out))
    assert "chalicelib" in loaded
    assert not loaded & set(HEAVY)

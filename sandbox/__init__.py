"""Everything a deployment finds outside, on this machine: the cloud, WeChat, WeChat Pay, Alipay and an SMS
sender.

    with Sandbox() as box:
        requests.get(box.api_url + "/api/schools?q=…")

Each simulator is a server with the real protocol and real keys; product code never knows it from the real one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sandbox.box import Sandbox

__all__ = ["Sandbox"]


def __getattr__(name: str) -> Any:
    """`Sandbox` is loaded when first asked for: the drawing modules beside it need none of its weight."""
    if name == "Sandbox":
        from sandbox.box import Sandbox

        return Sandbox
    raise AttributeError(name)

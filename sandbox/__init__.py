"""Everything outside the product, on this machine: the cloud, WeChat, WeChat Pay, Alipay and an SMS sender.

    with Sandbox() as box:
        requests.get(box.api_url + "/api/schools?q=…")

Each simulator is a server with the real protocol and real keys; the product cannot tell it from the real service.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sandbox.box import Sandbox

__all__ = ["Sandbox"]


def __getattr__(name: str) -> Any:
    """Loads `Sandbox` on first use: it is slow to import, and some modules beside it do not need it."""
    if name == "Sandbox":
        from sandbox.box import Sandbox

        return Sandbox
    raise AttributeError(name)

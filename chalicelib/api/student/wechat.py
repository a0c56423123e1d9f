"""What the mini-program tells of WeChat and of the phone it runs on, as bodies and queries take it."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

# Of wx.login or of the getPhoneNumber button; WeChat says nothing of its length.
Code = Annotated[str, Meta(min_length=1, max_length=128)]
# As wx.getDeviceInfo names it: ios, android, ohos, windows, mac, devtools; "" where a client does not say.
Platform = Annotated[str, Meta(max_length=20, pattern=r"^[a-z_]*$(?!\n)")]

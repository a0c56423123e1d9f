"""What the mini-program sends about WeChat and about the phone it runs on, in bodies and queries."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

# The code of wx.login or of the getPhoneNumber button; WeChat does not document its length.
Code = Annotated[str, Meta(min_length=1, max_length=128)]
# As wx.getDeviceInfo names it: ios, android, ohos, windows, mac, devtools; "" where a client does not say.
Platform = Annotated[str, Meta(max_length=20, pattern=r"^[a-z_]*$(?!\n)")]

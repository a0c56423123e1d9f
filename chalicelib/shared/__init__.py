"""What every step stands on."""

import sys

# botocore takes pyOpenSSL for its connections where it is there, and it is: Alipay's library brings it along.  The
# standard library does the same, and a step starts 26 ms sooner.
sys.modules.setdefault("urllib3.contrib.pyopenssl", None)  # type: ignore[arg-type]

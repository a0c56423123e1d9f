"""Foundations shared by every step: clock, money, ids, crypto, the database, errors, log, settings."""

import sys

# botocore uses pyOpenSSL for its connections if it is installed, and Alipay's library installs it.  The standard
# library does the same, and a step starts 26 ms sooner.
sys.modules.setdefault("urllib3.contrib.pyopenssl", None)  # type: ignore[arg-type]

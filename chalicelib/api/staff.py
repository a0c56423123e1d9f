"""The `staff` step: everything below /api/staff.  Each module holds the routes of one desk."""

from __future__ import annotations

from chalicelib.api import staff_accounts, staff_login, staff_review

__all__ = ["staff_accounts", "staff_login", "staff_review"]

"""The `staff` step: everything below /api/staff.  Each module holds the routes of one desk."""

from __future__ import annotations

from chalicelib.api import (
    staff_accounts,
    staff_delivery,
    staff_finance,
    staff_imports,
    staff_invoices,
    staff_login,
    staff_progress,
    staff_review,
    staff_support,
    staff_tasks,
)

DESKS = (
    staff_accounts,
    staff_delivery,
    staff_finance,
    staff_imports,
    staff_invoices,
    staff_login,
    staff_progress,
    staff_review,
    staff_support,
    staff_tasks,
)

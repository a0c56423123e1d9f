"""Which routes a process declares: a step in its Lambda only its own, everywhere else all of them."""

from __future__ import annotations

import os
from importlib import import_module

from chalice.app import Blueprint

from chalicelib.api.endpoint import routes
from chalicelib.wire.warm import make_ready

# step → the modules of its routes
STEPS = {
    "login": ("student.login", "student.sessions", "teacher.proof"),
    "lookup": ("student.lookup", "teacher.progress"),
    "upload": ("student.upload",),
    "decode": ("student.decode",),
    "orders": ("student.orders", "student.invoices", "student.consents", "student.contests"),
    "pay": ("student.pay", "student.pay_link"),
    "pay_webhook": ("channel_notices",),
    "rights": ("student.privacy",),
    "staff": (
        "desk.login", "desk.home", "desk.imports.tables", "desk.imports.corrections",
        "desk.imports.kinds", "desk.imports.chsi", "desk.review", "desk.quality", "desk.reasons",
        "desk.support.finding", "desk.support.decisions", "desk.support.beside",
        "desk.tasks.tasks", "desk.tasks.search", "desk.tasks.schools", "desk.tasks.preview", "desk.tasks.notice",
        "desk.tasks.progress", "desk.tasks.figures", "desk.tasks.not_begun", "desk.tasks.teacher_links",
        "desk.people.accounts", "desk.people.audit", "desk.people.privacy",
        "desk.delivery.packages", "desk.delivery.outcomes", "desk.delivery.postings", "desk.delivery.prints",
        "desk.money.finance", "desk.money.payments", "desk.money.invoices", "desk.money.exports",
        "desk.money.order_money", "desk.money.season",
    ),
}  # fmt: skip


def declared() -> Blueprint:
    """The routes of this process's step, made ready for its first event; of every step where it is none (packaging,
    sandbox, tests).

    API Gateway sends a step nothing but its own paths, so the other modules would only make its start slow.
    """
    step = os.environ.get("STEP")
    if "AWS_CHALICE_CLI_MODE" in os.environ:  # set by Chalice's command line, and nowhere else
        import_module("chalicelib.api.chalice_commands").refuse()
    for name, modules in STEPS.items():
        if step in (None, name):
            for module in modules:
                import_module(f"chalicelib.api.{module}")
    make_ready(step)
    return routes

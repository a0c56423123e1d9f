"""Which routes a process declares: in its Lambda a step has its own only, everywhere else there are all of them."""

from __future__ import annotations

from importlib import import_module

from chalice.app import Blueprint

from chalicelib.api.endpoint import routes

HTTP_STEPS = ("login", "lookup", "upload", "decode", "orders", "pay", "pay_webhook", "rights", "staff")

MODULES = {
    "lookup": ("lookup", "lookup_progress"),
    "pay": ("pay", "pay_link"),
    "orders": ("orders", "orders_invoice", "consents", "contests"),
}  # of a step whose routes are not all in the module of its name


def declared(step: str | None) -> Blueprint:
    """The routes of `step`; of every step when it is None (packaging, the sandbox, tests).

    API Gateway sends a step nothing but its own paths, so loading the other modules would only make its start slow.
    """
    for name in HTTP_STEPS:
        if step in (None, name):
            for module in MODULES.get(name, (name,)):
                import_module(f"chalicelib.api.{module}")
    return routes

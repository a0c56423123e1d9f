"""What each step makes ready while its Lambda starts.

A start has a whole core, whatever the memory; a request has the memory's share of one: 256 MB are a seventh.  So what a
step's own requests need is imported, connected and asked once before the first of them; what only other steps need
stays out.  Elsewhere (sandbox, tools, tests) everything is made on first use.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from operator import attrgetter

from chalicelib.shared.log import fault
from chalicelib.wire.root import Wire, wire

NOBODY = "-"  # an id that no session and no order has


def _asks_for_a_session(parts: Wire) -> None:
    parts.stores.inbox.get(f"SESSION#{NOBODY}", now=parts.clock())


def _asks_for_an_order(parts: Wire) -> None:
    parts.stores.orders.load(NOBODY)


def _connects(parts: Wire) -> None:
    """Makes the database's client, and asks nothing."""
    from chalicelib.shared.db import connection

    connection()


def _opens_the_bucket(parts: Wire) -> None:
    parts.outside.objects.connect()


def _reads_the_keys(parts: Wire) -> None:
    parts.outside.wechat_pay.read_keys()


@dataclass(frozen=True, kw_only=True)
class Readiness:
    """services: paths from `wire()` to what the step's events ask for; modules: what those services import at their
    first call; does: what else their first call would do.  A request to the database opens the connection that the
    first event then finds; steps that nobody waits for do without."""

    services: str
    modules: str = ""
    does: tuple[Callable[[Wire], None], ...] = (_connects,)


OF_ALL = "encodings.idna"  # the codec with which a host's name is asked for
PICTURES = " ".join(f"PIL.{name}ImagePlugin" for name in ("Bmp", "Gif", "Jpeg", "Png", "Ppm"))  # a first picture's
QR = "chalicelib.photo.qr.scan zxingcpp"
CAPTCHA = "chalicelib.identity.captcha.drawing PIL.WebPImagePlugin"
CLOUD = "tencentcloud.common.common_client tencentcloud.common.profile.client_profile"
READY: Mapping[str, Readiness] = {
    "login": Readiness(
        services="student.sessions student.login student.codes student.phone_change student.consents student.accounts",
        modules=f"{CAPTCHA} {PICTURES} chalicelib.identity.wechat_client {CLOUD}",
        does=(_asks_for_a_session,),
    ),
    "lookup": Readiness(
        services="student.sessions student.tasks student.consents student.limits", does=(_asks_for_a_session,)
    ),
    "upload": Readiness(services="student.sessions student.uploads outside.signer", does=(_asks_for_a_session,)),
    "decode": Readiness(
        services="student.sessions student.collect_codes student.code_readers",
        modules=f"{QR} {PICTURES}",
        does=(_opens_the_bucket, _asks_for_a_session),
    ),
    "validate": Readiness(
        services="student.photo_judge student.engine",
        modules=f"{PICTURES} numpy.fft numpy.ma chalicelib.photo.reading.bare chalicelib.photo.reading.bare_heic",
        does=(_opens_the_bucket, _asks_for_an_order),
    ),
    "orders": Readiness(
        services="student.sessions student.orders student.opener student.screens student.titles",
        does=(_asks_for_a_session,),
    ),
    "pay": Readiness(
        services="student.sessions money.pay money.links",
        modules="wechatpayv3.core cryptography.hazmat.backends.openssl.backend",
        does=(_reads_the_keys, _asks_for_a_session),
    ),
    "pay_webhook": Readiness(services="money.pay", does=(_reads_the_keys, _asks_for_an_order)),
    "rights": Readiness(
        services="student.sessions student.proven privacy.rights privacy.export",
        does=(_opens_the_bucket, _asks_for_a_session),
    ),
    "staff": Readiness(
        services="staff.login staff.accounts review.desk desk.home desk.search", does=(_asks_for_a_session,)
    ),
    "deliver": Readiness(services="delivery.packer", does=(_opens_the_bucket, _connects)),
    "imports": Readiness(services="delivery.import_runner", does=(_opens_the_bucket, _connects)),
    "notify": Readiness(services="followups.notify followups.money_totals"),
    "remind": Readiness(services="followups.reminder_queue followups.late_reviews"),
    "expire": Readiness(services="money.sweeper"),
    "reconcile": Readiness(services="money.sweeper"),
    "settle_due": Readiness(services="money.settler"),
    "match_bills": Readiness(services="money.bills"),
    "purge": Readiness(services="privacy.purge", does=(_opens_the_bucket, _connects)),
    "gather_feedback": Readiness(services="followups.feedback", does=(_opens_the_bucket, _connects)),
    "witness": Readiness(services="stores.witness"),
}


def make_ready(step: str | None) -> None:
    """Makes a Lambda ready; does nothing without a step.  Whatever fails here is logged: it fails again, and is told,
    where it is needed."""
    if step is None:
        return
    ready = READY[step]
    try:
        for name in f"{OF_ALL} {ready.modules}".split():
            import_module(name)
        for path in ready.services.split():
            attrgetter(path)(wire())
        for do in ready.does:
            do(wire())
    except Exception as error:
        fault("not ready", error)

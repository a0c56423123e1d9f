"""The map of the system: one function per step, each its own Lambda.  No logic lives here."""

from __future__ import annotations

from chalice.app import Chalice, CloudWatchEvent, Rate

from chalicelib.api import audited, endpoint, events, jobs, routes, stream
from chalicelib.api.jobs import Event

app = Chalice(app_name="gradphoto", configure_logs=False)
app.register_blueprint(routes.declared())


# -- a person asks: API Gateway sends each path to its own step ------------------------------------------------------
@app.lambda_function(name="login")
def login(event: Event, context: object) -> Event:
    """Agree, log in (WeChat, or phone + captcha + SMS code), choose a nickname."""
    return endpoint.serve(app, event, context)


@app.lambda_function(name="lookup")
def lookup(event: Event, context: object) -> Event:
    """School names, and the task behind a teacher's code (特征码)."""
    return endpoint.serve(app, event, context)


@app.lambda_function(name="upload")
def upload(event: Event, context: object) -> Event:
    """A form to upload one picture straight to storage."""
    return endpoint.serve(app, event, context)


@app.lambda_function(name="decode")
def decode(event: Event, context: object) -> Event:
    """An uploaded QR picture → collection code (采集码) → student info."""
    return endpoint.serve(app, event, context)


@app.lambda_function(name="orders")
def orders(event: Event, context: object) -> Event:
    """Open, show, submit, appeal, withdraw, resubmit, cancel, reopen, ask for a refund."""
    return endpoint.serve(app, event, context)


@app.lambda_function(name="pay")
def pay(event: Event, context: object) -> Event:
    """Start a payment, ask its state."""
    return endpoint.serve(app, event, context)


@app.lambda_function(name="pay_webhook")
def pay_webhook(event: Event, context: object) -> Event:
    """The payment channel's notices."""
    return endpoint.serve(app, event, context)


@app.lambda_function(name="staff")
def staff(event: Event, context: object) -> Event:
    """The branch's desk: accounts, tasks, review, support, refunds, delivery, audit."""
    return endpoint.serve(app, event, context)


@app.lambda_function(name="rights")
def rights(event: Event, context: object) -> Event:
    """A copy of one's own data, deletion, closing the account."""
    return endpoint.serve(app, event, context)


# -- something happened ----------------------------------------------------------------------------------------------
@app.lambda_function(name="validate")
def validate(event: Event, context: object) -> Event:
    """A picture arrived in storage: check it, keep the standard portrait, write the report."""
    return events.arrived(event)


@app.lambda_function(name="settle_due")
def settle_due(event: Event, context: object) -> Event:
    """One due id from the queue: ask or close at the channel, then one transition."""
    return events.settle(event)


@app.lambda_function(name="deliver")
def deliver(event: Event, context: object) -> Event:
    """A package was asked for: approved photos in zips, with manifest and checksums; or a table to export."""
    return jobs.deliver(event, context)


@app.lambda_function(name="imports")
def imports(event: Event, context: object) -> Event:
    """A table was uploaded at the branch's desk: schools, a roster, waybills, CHSI's results."""
    return jobs.imports(event, context)


@app.lambda_function(name="notify")
def notify(event: Event, context: object) -> Event:
    """An order's event was committed, or a reminder is due: counters, messages, WeChat's shipping record."""
    return stream.notify(event)


@app.lambda_function(name="witness")
def witness(event: Event, context: object) -> Event:
    """A row of the audit trail was written: its digest goes where nobody can change it."""
    return audited.witness(event)


# -- time passes -----------------------------------------------------------------------------------------------------
@app.schedule(Rate(1, unit=Rate.MINUTES), name="expire")
def expire(event: CloudWatchEvent) -> None:
    """Queue unpaid orders, drafts and resubmissions whose time is over."""
    events.expire(event.context)


@app.schedule(Rate(5, unit=Rate.MINUTES), name="reconcile")
def reconcile(event: CloudWatchEvent) -> None:
    """The polling twin of every notice: queue pending payments and refunds."""
    events.reconcile(event.context)


@app.schedule(Rate(1, unit=Rate.HOURS), name="remind")
def remind(event: CloudWatchEvent) -> None:
    """Queue orders whose deadline is near, and those CHSI shows by now; tell of photos that wait too long."""
    events.remind(event.context)


@app.schedule(Rate(1, unit=Rate.HOURS), name="purge")
def purge(event: CloudWatchEvent) -> None:
    """Retention: once a day stored pictures are counted; what is over goes, and a deletion record says so."""
    jobs.purge(event.context)


@app.schedule(Rate(1, unit=Rate.HOURS), name="gather_feedback")
def gather_feedback(event: CloudWatchEvent) -> None:
    """Once a day is over: what reviewers decided beside what the engine measured, nameless."""
    jobs.gather_feedback()


@app.lambda_function(name="match_bills")
def match_bills(event: Event, context: object) -> Event:
    """At 10:30 in Shanghai, or when finance asks: the channels' bills of a day against our ledger, to zero."""
    return jobs.match_bills(event)

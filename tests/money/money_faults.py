"""The faults of the matrix, and the page that tells what becomes of money under each."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from tests.money.money_matrix import PHASES, STATES, Fault

PAGE = Path(__file__).parents[2] / "docs" / "money-faults.md"
NOTICES = (
    Fault(name="notice lost", tells="the notice never comes", at="notice"),
    Fault(name="notice late", tells="the notice comes twenty minutes late", at="notice"),
    Fault(name="notice twice", tells="the notice comes twice", at="notice"),
    Fault(name="notice tampered", tells="a changed notice comes first, then the good one", at="notice"),
    Fault(
        name="notices in the wrong order",
        tells="a query was faster: the refund's notice comes before the payment's",
        at="notice",
    ),
    Fault(name="notice of a fen less", tells="the notice is signed, and its amount a fen less", at="notice"),
    Fault(name="malformed notice", tells="a signed notice without a transaction comes first", at="notice"),
)
PAGE_MADE = (
    Fault(name="channel gone", tells="the channel is taken out of the settings, and is back some hours later",
          at="gone", gone=True),
    Fault(name="returned in parts on the page", tells="no notice, and before anybody asks all of it has gone back, in "
          "two parts, on the channel's page; two of finance say so where the channel does not", at="page"),
)  # fmt: skip
WECHAT = (
    *NOTICES,
    Fault(name="probe", tells="a probe (SIGNTEST) comes first", at="notice"),
    Fault(name="unknown serial", tells="a notice under an unknown key comes first", at="notice"),
    Fault(name="old timestamp", tells="a notice signed long ago comes first", at="notice"),
    Fault(name="two keys", tells="it comes under the platform certificate, then under the public key", at="notice"),
    Fault(name="another merchant", tells="the notice is signed, and its merchant another", at="notice"),
    Fault(name="another app id", tells="the notice is signed, and its app another", at="notice"),
    Fault(name="another currency", tells="the notice is signed, and its currency another", at="notice"),
    Fault(name="prepay lands late", tells="the prepay is taken on after everybody gave up", at="start"),
    Fault(name="paid while closing", tells="no notice, and who pays during the end pays while it is being closed",
          at="close", menu=("pay_paid_while_closing",)),
    Fault(name="5xx", tells="no notice, and the channel answers 500", at="call", menu=("pay_5xx",), times=4),
    Fault(name="busy", tells="no notice, and the channel answers 429", at="call", menu=("pay_busy",), times=4),
    Fault(name="cut", tells="no notice, and the channel hangs up", at="call", menu=("pay_timeout",), times=4),
    Fault(name="cut in the middle", tells="no notice, and answers break off in the middle", at="call",
          menu=("pay_cut",), times=4),
    Fault(name="bad answers", tells="no notice, and answers are not signed by the channel", at="call",
          menu=("pay_bad_answer_signature",), times=4),
    Fault(name="query of a fen less", tells="no notice, and the query tells a fen less", at="call",
          menu=("pay_wrong_amount",)),
    Fault(name="refund's answer lost", tells="a refund is taken on, and twice its answer breaks off in the middle",
          at="refund", menu=("pay_cut",), times=2),
    Fault(name="refund abnormal", tells="a refund is ABNORMAL, finance retries it", at="refund",
          menu=("pay_refund_abnormal",)),
    Fault(name="refund closed", tells="a refund is CLOSED, finance retries it", at="refund",
          menu=("pay_refund_closed",)),
    Fault(name="not enough", tells="the merchant's balance is too small, three times", at="refund",
          menu=("pay_not_enough",), times=3),
    *PAGE_MADE,
    Fault(name="returned on the page, ours waits", tells="the merchant's balance is too small, and while our refund "
          "waits somebody makes one on WeChat Pay's page; two of finance say so", at="refund",
          menu=("pay_not_enough",)),
    Fault(name="returned on the page, ours closed", tells="a refund is CLOSED, and somebody makes one on WeChat Pay's "
          "page; two of finance say so", at="refund", menu=("pay_refund_closed",)),
    Fault(name="handled on the page, ours abnormal", tells="a refund is ABNORMAL, and somebody sends it elsewhere on "
          "WeChat Pay's page", at="refund", menu=("pay_refund_abnormal",)),
    Fault(name="refund over midnight", tells="a refund is under way until the next day", at="refund", by_hand=True),
)  # fmt: skip
ALIPAY = (
    *NOTICES,
    Fault(name="another seller", tells="the notice is signed, and its seller another", at="notice"),
    Fault(name="another app", tells="the notice is signed, and its app another", at="notice"),
    Fault(name="prepay lands late", tells="the precreate is taken on after everybody gave up", at="start"),
    Fault(name="paid while closing", tells="no notice, and who pays during the end pays while it is being closed",
          at="close", menu=("alipay_paid_while_closing",)),
    Fault(name="5xx", tells="no notice, and the channel answers 500", at="call", menu=("alipay_5xx",), times=4),
    Fault(name="system error", tells="no notice, and the channel says ACQ.SYSTEM_ERROR", at="call",
          menu=("alipay_system_error",), times=4),
    Fault(name="cut", tells="no notice, and the channel hangs up", at="call", menu=("alipay_timeout",), times=4),
    Fault(name="cut in the middle", tells="no notice, and answers break off in the middle", at="call",
          menu=("alipay_cut",), times=4),
    Fault(name="answers lost", tells="no notice, and answers are lost on the way", at="call",
          menu=("alipay_answer_lost",), times=4),
    Fault(name="bad answers", tells="no notice, and answers are not signed by the channel", at="call",
          menu=("alipay_bad_answer_signature",), times=4),
    Fault(name="query of a fen less", tells="no notice, and the query tells a fen less", at="call",
          menu=("alipay_wrong_amount",)),
    Fault(name="refund's answer lost", tells="a refund is made, and twice its answer is lost on the way", at="refund",
          menu=("alipay_answer_lost",), times=2),
    Fault(name="not enough", tells="the merchant's balance is too small, three times", at="refund",
          menu=("alipay_not_enough",), times=3),
    *PAGE_MADE,
    Fault(name="returned on the page, ours waits", tells="the merchant's balance is too small, and while our refund "
          "waits somebody makes one on Alipay's page", at="refund", menu=("alipay_not_enough",)),
)  # fmt: skip
FAULTS: Mapping[str, tuple[Fault, ...]] = {"wechat": WECHAT, "alipay": ALIPAY}
Outcomes = Mapping[tuple[str, str], str]  # (state, phase) → what became of it

HEAD = """# What becomes of money when something goes wrong

Generated by `tests/money/test_money_faults.py`, which runs every line: an order in each state, a payment of it that
nobody could close, paid before, during or after the end of its time, one fault, and then every schedule, retry and
decision of finance until nothing is left to do. In every line the invariants held: the channel keeps exactly one
payment where the order is paid and none where it is not, nobody is charged twice without an automatic refund, no order
is stuck, and the events tell the order again. From IN_REVIEW on, the order has been paid by another payment; a draft
has no payment that could go wrong. “returned” means that the money of the payment in question went back, “returned
there” that it did so by no refund of ours. Payments are started in every way there is (WeChat Pay: Native, JSAPI, H5;
Alipay: a code, page, wap), and each fault meets them all.
"""


def table(channel: str, fault: Fault, outcomes: Outcomes) -> str:
    """A fault's part of the page; states that end alike share a line."""
    lines = [f"### {channel}: {fault.name}", "", f"{fault.tells[0].upper()}{fault.tells[1:]}.", ""]
    lines += ["| the order is | " + " | ".join(f"paid {phase}" for phase in PHASES) + " |", "|---|---|---|---|"]
    rows: dict[tuple[str, ...], list[str]] = {}
    for state in STATES:
        told = tuple(_same(outcomes[state, phase], state) for phase in PHASES)
        rows.setdefault(told, []).append(state)
    lines += [f"| {', '.join(states)} | {' | '.join(told)} |" for told, states in rows.items()]
    return "\n".join([*lines, ""])


def _same(outcome: str, state: str) -> str:
    return outcome.replace(state, "stays", 1) if outcome.startswith(f"{state},") else outcome

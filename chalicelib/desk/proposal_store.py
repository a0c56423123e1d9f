"""Proposals in the orders table; personal data in them is sealed.

PROPOSAL#<id>          PROPOSAL                    the proposal
PROPOSALS#<branch>     <digest of the request>     → proposal id, order id and when, while it waits; one a
                                                   request
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

import msgspec
from pynamodb.attributes import UnicodeAttribute

from chalicelib.desk.model import Params, Proposal
from chalicelib.shared.clock import iso
from chalicelib.shared.crypto import Keys
from chalicelib.shared.db import BaseMeta, Delete, Put, TwoKeys, Write, as_json, transact
from chalicelib.shared.errors import Invalid

MOST = 1_000  # proposals that are counted
_PLACE = re.compile(r"[0-9T:.Z-]*#[0-9A-Za-z]{1,32}")  # in the order of a list: when, and which


class ProposalItem(TwoKeys):
    class Meta(BaseMeta):
        pass

    body = UnicodeAttribute(null=True)
    params = UnicodeAttribute(null=True)
    state = UnicodeAttribute(null=True)
    proposal_id = UnicodeAttribute(null=True)
    order_id = UnicodeAttribute(null=True)
    at = UnicodeAttribute(null=True)


# Made at import: msgspec crashes when two threads meet a type for the first time at once.
_PROPOSAL, _PARAMS = msgspec.json.Decoder(Proposal), msgspec.json.Decoder(Params)


class ProposalStore:
    """A proposal is decided only once."""

    def __init__(self, table: str, keys: Keys) -> None:
        ProposalItem.Meta.table_name = table
        self._keys = keys

    def create(self, proposal: Proposal, also: Iterable[Write]) -> None:
        """A new one, with its audit rows.  Raises Duplicate when the same request already waits."""
        transact([Put(item=self._item(proposal), new=True), Put(item=self._listed(proposal), new=True), *also])

    def same(self, proposal: Proposal) -> Proposal | None:
        """The waiting proposal with the same request."""
        listed = self._listed(proposal)
        item = ProposalItem.find(listed.pk, listed.sk)
        return self.get(str(item.proposal_id)) if item else None

    def get(self, proposal_id: str) -> Proposal | None:
        item = ProposalItem.find(f"PROPOSAL#{proposal_id}", "PROPOSAL")
        if item is None:
            return None
        text = self._keys.staff.unseal(str(item.params), about=f"proposal {proposal_id}")
        return replace(_PROPOSAL.decode(str(item.body)), params=_PARAMS.decode(text))

    def how_many(self, branch: str) -> int:
        """How many nobody has decided, up to MOST."""
        connection = ProposalItem._get_connection()  # one request, unlike the library's own count
        page = connection.query(f"PROPOSALS#{branch}", select="COUNT", limit=MOST, consistent_read=True)
        return int(page["Count"])

    def waiting(self, branch: str, order_id: str = "") -> list[Proposal]:
        """Those that nobody has decided, oldest first; of one order, if it is named.  One query of what waits in the
        branch, which is as much as its staff left undone."""
        items = ProposalItem.query(f"PROPOSALS#{branch}", consistent_read=True)
        wanted = (item for item in items if not order_id or item.order_id in (None, order_id))
        listed = (self.get(str(item.proposal_id)) for item in wanted)
        waiting = (
            proposal
            for proposal in listed
            if proposal is not None and proposal.waits and order_id in ("", proposal.order_id)
        )
        return sorted(waiting, key=lambda proposal: (proposal.at, proposal.proposal_id))

    def page(self, branch: str, *, limit: int, after: str | None) -> tuple[list[Proposal], str | None]:
        """A page of those that nobody has decided, oldest first, and where the next one begins.  One query of where
        they all are, and one read for each of the page.  Raises Invalid for a cursor that no page returned."""
        if after is not None and not _PLACE.fullmatch(after):
            raise Invalid(field="proposals_after")
        items: Iterable[ProposalItem] = ProposalItem.query(f"PROPOSALS#{branch}", consistent_read=True)
        places = sorted(f"{item.at or ''}#{item.proposal_id}" for item in items)
        rest = [place for place in places if after is None or place > after]
        found = [self.get(place.partition("#")[2]) for place in rest[:limit]]
        waiting = [proposal for proposal in found if proposal is not None and proposal.waits]
        return waiting, rest[limit - 1] if len(rest) > limit else None

    def deciding(self, after: Proposal) -> list[Write]:
        """The writes that decide a waiting proposal and delete its params; they fail if it was decided before."""
        waits = ProposalItem.state == "PENDING"
        return [
            Put(item=self._item(replace(after, params=Params())), condition=waits),
            Delete(item=self._listed(after)),
        ]

    def _item(self, proposal: Proposal) -> ProposalItem:
        sealed = self._keys.staff.seal(as_json(proposal.params), about=f"proposal {proposal.proposal_id}")
        body = as_json(replace(proposal, params=Params()))
        return ProposalItem(
            f"PROPOSAL#{proposal.proposal_id}", "PROPOSAL", body=body, params=sealed, state=proposal.state
        )

    def _listed(self, proposal: Proposal) -> ProposalItem:
        what = as_json([proposal.order_id, proposal.action, proposal.params])
        sk = self._keys.digest("proposal", what)
        return ProposalItem(
            f"PROPOSALS#{proposal.branch}",
            sk,
            proposal_id=proposal.proposal_id,
            order_id=proposal.order_id or "-",
            at=iso(proposal.at),
        )

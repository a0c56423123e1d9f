"""Staff's decisions on an order: what one person may decide happens at once, what needs two waits for the second."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from itertools import islice

from chalicelib.desk.actions import Action, ActionRequest, Actions
from chalicelib.desk.asked import SOMEBODY, audit_data, event_maker, request_of
from chalicelib.desk.errors import OwnProposal, ProposalOver, ProposalUnknown, ProposerGone
from chalicelib.desk.find_limits import FindLimits
from chalicelib.desk.model import ActionName, Outcome, Params, Proposal, ProposalState, Waiting
from chalicelib.desk.money.solo_refunds import SoloRefunds
from chalicelib.desk.order_errors import MoneyHeld, NothingHeld
from chalicelib.desk.orders import DeskOrders
from chalicelib.desk.people import PeopleDesk
from chalicelib.desk.proposal_store import ProposalStore
from chalicelib.desk.schools import SchoolDesk
from chalicelib.desk.waiting_causes import causes
from chalicelib.orders import events as ev
from chalicelib.orders.model import Order
from chalicelib.orders.store.lists import OrderLists
from chalicelib.shared.clock import Clock
from chalicelib.shared.db import Conflict, Duplicate, Write, insist, transact
from chalicelib.shared.errors import Conflicting, DomainError, Forbidden, Invalid, NotFound
from chalicelib.shared.ids import random_id
from chalicelib.staff.audit import Audit
from chalicelib.staff.model import Account, Staff
from chalicelib.staff.standing import may_still_ask, require_apart, require_settled
from chalicelib.tasks.school import School
from chalicelib.tasks.service import Tasks

PAGE = 50  # waiting orders, or proposals, in one answer


class Decisions:
    """An order or a proposal of another branch counts as unknown.  account: of a staff id."""

    def __init__(
        self,
        *,
        orders: DeskOrders,
        lists: OrderLists,
        tasks: Tasks,
        actions: Actions,
        store: ProposalStore,
        audit: Audit,
        people: PeopleDesk,
        schools: SchoolDesk,
        several: Callable[[Iterable[str]], Mapping[str, Order]],
        limits: FindLimits,
        solo_refunds: SoloRefunds,
        account: Callable[[str], Account | None],
        clock: Clock,
    ) -> None:
        self._orders, self._lists, self._tasks, self._actions = orders, lists, tasks, actions
        self._store, self._audit, self._people, self._schools = store, audit, people, schools
        self._several, self._limits, self._solo_refunds = several, limits, solo_refunds
        self._account, self._clock = account, clock

    def ask(self, who: Staff, order_id: str, name: ActionName, params: Params, reason: str) -> Outcome:
        """Carries the action out, or leaves it as a proposal for a second person; asking twice makes one proposal.
        Paid orders that one person refunds alone are counted by the day: after SoloRefunds' bound a second one agrees.

        Raises Forbidden, OrderNotFound, FindsUsedUp, and what the action's params and the order's table refuse.
        """
        action = self._action(who, name)
        require_apart(who.roles)
        order, task = self._orders.show(who, order_id)
        request = ActionRequest(order=order, params=params, reason=reason, by=who.staff_id, second=None)
        with self._limits.naming(who, params.owner_phone):
            if action.closes:
                action.event(request)  # what it refuses by itself closes nothing
                self._orders.close_pending(who, order_id)
                order, task = self._orders.show(who, order_id)
                request = replace(request, order=order)
            try:
                event, data = event_maker(action, request), audit_data(name, params)
                if action.returns and order.paid_attempt():
                    self._orders.check(who, order_id, action.event(request))
                    self._solo_refunds.claim(who)
                return Outcome(order=self._orders.act(who, order_id, event, reason=reason, **data))
            except (Conflicting, Invalid):  # would it be allowed if a second person agreed?
                self._orders.check(who, order_id, action.event(replace(request, second=SOMEBODY)))
        return Outcome(order=order, proposal=self._propose(who, name, params, reason, order_id, task.task_id))

    def ask_phone(self, who: Staff, person_id: str, phone: str, reason: str) -> Proposal:
        """Proposes another phone for a student's account; a second person must always agree.  Raises Forbidden,
        RolesClash, PersonUnknown, AccountElsewhere, OwnNumber, PhoneInvalid, PhoneHasAccount, FindsUsedUp."""
        self._action(who, "change_phone")
        require_apart(who.roles)
        with self._limits.naming(who, phone):
            number = self._people.require_phone(who, person_id, phone)
        params = Params(person_id=person_id, owner_phone=number)
        return self._propose(who, "change_phone", params, reason, "", "")

    def put_school(self, who: Staff, school: School, reason: str) -> tuple[School, bool]:
        """Add or change a school, or propose a change that needs two.  Returns the school as it is stored, and whether
        the change waits for a second manager.  Raises as `SchoolDesk.proposed` and `SchoolDesk.put`."""
        params = self._schools.proposed(who, school)
        if params is None or params.was is None:
            return self._schools.put(who, school, reason), False
        self._propose(who, "put_school", params, reason, "", "")
        return params.was, True

    def _propose(
        self, who: Staff, name: ActionName, params: Params, reason: str, order_id: str, task_id: str
    ) -> Proposal:
        proposal = Proposal(
            proposal_id=random_id(16),
            branch=who.branch,
            order_id=order_id,
            task_id=task_id,
            action=name,
            params=params,
            reason=reason,
            by=who.staff_id,
            by_name=who.name,
            at=self._clock(),
        )
        data = audit_data(name, params) | {"proposal": proposal.proposal_id}
        rows = self._audit.rows(who, f"propose_{name}", proposal.subject, reason=reason, **data)

        def once() -> Proposal:
            try:
                self._store.create(proposal, rows)
            except Duplicate as duplicate:
                same = self._store.same(proposal)
                if same is None or not same.waits:
                    raise Conflict from duplicate
                return same
            return proposal

        return insist(once)

    def confirm(self, who: Staff, proposal_id: str, reason: str) -> Order | None:
        """The second person agrees: the action is carried out on the order as it is now.  Returns None for what
        is about an account or a school.

        Raises Forbidden, OwnProposal, RolesClash, TooNewToConfirm, ProposalUnknown, ProposalOver, ProposerGone, and
        what the table refuses; a proposal that can never be carried out any more then leaves the list.
        """
        proposal = self._waiting(who, proposal_id)
        action = self._action(who, proposal.action)
        if proposal.by == who.staff_id:
            raise OwnProposal
        require_settled(who, self._clock())
        try:
            self._require_asker(action, proposal)
            return self._agree(who, action, proposal, reason)
        except (Conflicting, NotFound) as refusal:
            self._waiting(who, proposal_id)  # decided meanwhile: that is what to say
            self._lapses(who, proposal, refusal if isinstance(refusal, ProposerGone) else None)
            raise

    def _require_asker(self, action: Action, proposal: Proposal) -> None:
        """A thief's proposals end with the account that was stolen."""
        if not may_still_ask(self._account(proposal.by), action.roles):
            raise ProposerGone

    def _agree(self, who: Staff, action: Action, proposal: Proposal, reason: str) -> Order | None:
        decided, params = self._store.deciding(self._decided(who, proposal, "CONFIRMED")), proposal.params
        if proposal.action == "change_phone":

            def deciding() -> list[Write]:
                self._waiting(who, proposal.proposal_id)  # as below
                return decided

            self._people.change_phone(who, proposal, reason, deciding)
            return None
        asked = {"proposed_by": proposal.by, "proposal": proposal.proposal_id, "second_reason": reason}
        if params.school:
            self._schools.put(who, params.school, proposal.reason, decided, **asked)
            return None
        if action.closes:
            self._orders.close_pending(who, proposal.order_id)
        order, _ = self._orders.show(who, proposal.order_id)
        request = replace(request_of(order, proposal), second=who.staff_id)
        data = audit_data(proposal.action, params) | asked

        def event(now: Order) -> ev.Event:
            self._waiting(who, proposal.proposal_id)  # at every try: once it is decided, retrying is pointless
            return event_maker(action, request)(now)

        return self._orders.act(who, proposal.order_id, event, reason=proposal.reason, also=decided, **data)

    def _lapses(self, who: Staff, proposal: Proposal, cause: DomainError | None = None) -> bool:
        """Takes a proposal that nobody can agree to any more off the list, and records the cause.  Returns whether it
        did.  cause: where it is known."""
        cause = cause or self._obstacle(who, proposal)
        if cause is None:
            return False
        system = Staff(staff_id="system", branch=who.branch, name="系统", roles=frozenset())
        rows = self._audit.rows(
            system, f"lapse_{proposal.action}", proposal.subject, reason=cause.text, proposal=proposal.proposal_id
        )
        with suppress(Conflict):  # decided meanwhile
            transact([*self._store.deciding(self._decided(system, proposal, "LAPSED")), *rows])
        return True

    def _obstacle(self, who: Staff, proposal: Proposal) -> DomainError | None:
        """The refusal that stands in the proposal's way for good, or None.  The channel is not asked: its answer may
        change."""
        action, params = self._actions.table[proposal.action], proposal.params
        try:
            if proposal.action == "change_phone":
                self._people.require_phone(who, params.person_id, params.owner_phone)
            elif params.school:
                self._schools.needs_two(params.school)
            else:
                request = request_of(self._orders.show(who, proposal.order_id)[0], proposal)
                self._orders.check(who, proposal.order_id, (action.glance or action.event)(request))
        except (NothingHeld, MoneyHeld, Invalid):
            return None
        except (Conflicting, NotFound) as error:
            return error
        return None

    def look(self, who: Staff, proposal_id: str) -> Proposal:
        """A proposal with what it would write, for whoever may confirm it; audited.  Raises Forbidden, ProposalUnknown,
        ProposalOver."""
        proposal = self._waiting(who, proposal_id)
        self._action(who, proposal.action)
        self._audit.note(who, "view_proposal", proposal.subject, proposal=proposal_id)
        return proposal

    def refuse(self, who: Staff, proposal_id: str, reason: str) -> Proposal:
        """Whoever may confirm a proposal, or made it, takes it off the list.  Raises as `confirm`."""
        proposal = self._waiting(who, proposal_id)
        own = proposal.by == who.staff_id
        if not own:
            self._action(who, proposal.action)
        refused = self._decided(who, proposal, "REFUSED")
        step = f"withdraw_{proposal.action}" if own else f"refuse_{proposal.action}"
        rows = self._audit.rows(who, step, proposal.subject, reason=reason, proposal=proposal_id)
        self._decide([*self._store.deciding(refused), *rows])
        return refused

    def _decide(self, writes: list[Write]) -> None:
        try:
            transact(writes)
        except Conflict as late:
            raise ProposalOver from late

    def proposals(self, who: Staff, after: str | None = None) -> tuple[list[Proposal], str | None]:
        """A page of those that wait for a second person, oldest first, and where the next one begins (None at the end).
        A page may be short before the end.  Raises Invalid for a cursor that no page returned."""
        found, following = self._store.page(who.branch, limit=PAGE, after=after)
        return [proposal for proposal in found if not self._lapses(who, proposal)], following

    def proposals_of(self, who: Staff, order_id: str) -> list[Proposal]:
        """Those about one order, oldest first.  Raises OrderNotFound."""
        self._orders.show(who, order_id)
        return [each for each in self._store.waiting(who.branch, order_id) if not self._lapses(who, each)]

    def open_to(self, who: Staff, proposal: Proposal) -> list[str]:
        """What this member of staff may do to the proposal: "confirm", "refuse", both or neither."""
        own, may = proposal.by == who.staff_id, who.has(*self._actions.table[proposal.action].roles)
        confirms, refuses = proposal.waits and may and not own, proposal.waits and (may or own)
        return [name for name, yes in (("confirm", confirms), ("refuse", refuses)) if yes]

    def waiting(self, who: Staff, after: str | None = None) -> tuple[list[Waiting], str | None]:
        """A page of the branch's orders in which something must be decided, and where the next page starts (None at the
        end).

        The oldest first; the pages together hold every such order.
        """
        found: dict[str, Order] = {}
        places, following = self._lists.undecided(who.branch, after=after or ""), None
        while some := list(islice(places, PAGE - len(found))):
            orders = self._several(order_id for order_id, _ in some)
            listed = [orders[order_id] for order_id, _ in some if order_id in orders]
            found |= {order.head.order_id: order for order in listed if causes(order)}
            if len(found) == PAGE:
                following = some[-1][1]
        tasks = self._tasks.several(order.head.task_id for order in found.values())
        waiting = [Waiting(order=one, task=tasks[one.head.task_id], why=causes(one)) for one in found.values()]
        return waiting, following

    def _action(self, who: Staff, name: ActionName) -> Action:
        action = self._actions.table[name]
        if not who.has(*action.roles):
            raise Forbidden
        return action

    def _waiting(self, who: Staff, proposal_id: str) -> Proposal:
        proposal = self._store.get(proposal_id)
        if proposal is None or proposal.branch != who.branch:
            raise ProposalUnknown
        if not proposal.waits:
            raise ProposalOver
        return proposal

    def _decided(self, who: Staff, proposal: Proposal, state: ProposalState) -> Proposal:
        return replace(proposal, state=state, decided_by=who.staff_id, decided_at=self._clock())

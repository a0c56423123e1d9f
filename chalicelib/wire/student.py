"""The students' services: accounts, tasks, collection codes, orders and photos."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from chalicelib.wire.identity import IdentityWire

if TYPE_CHECKING:
    from chalicelib.collect_codes.readers import Reader
    from chalicelib.collect_codes.service import CollectCodes
    from chalicelib.identity.model import Who
    from chalicelib.invoices.titles import Titles
    from chalicelib.notify.review_waits import ReviewWaits
    from chalicelib.orders.agreements import Agreements
    from chalicelib.orders.contact import ContactData
    from chalicelib.orders.contests import Contests
    from chalicelib.orders.opening import OrderOpener
    from chalicelib.orders.photos.judge import PhotoJudge
    from chalicelib.orders.photos.uploads import Uploads
    from chalicelib.orders.screen.screens import Screens
    from chalicelib.orders.service import Closer, OrderService
    from chalicelib.photo.engine import Engine
    from chalicelib.shared.clock import Clock
    from chalicelib.shared.settings import AllSettings
    from chalicelib.tasks.service import Tasks
    from chalicelib.wire.outside import Outside
    from chalicelib.wire.stores import Stores


class StudentWire(IdentityWire):
    """Every service by name.  closer: closes payments under way; it is passed in because pay, which gives orders facts,
    is built above this part."""

    def __init__(
        self, settings: AllSettings, clock: Clock, stores: Stores, outside: Outside, *, closer: Callable[[], Closer]
    ) -> None:
        super().__init__(settings, clock, stores, outside)
        self._closer = closer

    @cached_property
    def agreements(self) -> Agreements:
        from chalicelib.orders.agreements import Agreements

        return Agreements(consents=self.consents, store=self._stores.orders, orders=self.orders)

    # -- tasks and collection codes ------------------------------------------------------------------------------------

    @cached_property
    def tasks(self) -> Tasks:
        from chalicelib.identity.network import network_of
        from chalicelib.tasks.guess_limits import Guesses
        from chalicelib.tasks.service import Tasks

        guesses = Guesses(self._stores.inbox, self._stores.keys, network_of, self._clock)
        return Tasks(self._stores.tasks, self._stores.rosters, guesses, self._clock)

    @cached_property
    def collect_codes(self) -> CollectCodes:
        from chalicelib.collect_codes.service import CollectCodes

        return CollectCodes(
            objects=self._outside.objects,
            tasks=self.tasks,
            claims=self._stores.orders,
            inbox=self._stores.inbox,
            prove=self._prove_by_code,
            keys=self._stores.keys,
            clock=self._clock,
            readers=lambda: self.code_readers,
        )

    def _prove_by_code(self, who: Who) -> None:
        """The step that opens pictures of strangers shall need no key that seals a network; the login's line has it."""
        from chalicelib.identity.trail import Act

        self.sessions.prove(who)
        self._stores.trail.tell(Act.PROVED_BY_CODE, who.person_id, client=who.client, ip="", proven=who.proven)

    @cached_property
    def code_readers(self) -> tuple[Reader, ...]:
        from chalicelib.collect_codes import agency

        return agency.readers(self._settings.agency_code_key)

    @cached_property
    def desk_code_readers(self) -> tuple[Reader, ...]:
        from chalicelib.collect_codes import agency

        return agency.desk_readers(self._settings.agency_code_key)

    @cached_property
    def contests(self) -> Contests:
        from chalicelib.orders.contests import Contests
        from chalicelib.orders.store.pace import claim

        return Contests(
            store=self._stores.orders,
            tasks=self.tasks,
            reads=lambda: self.collect_codes,
            count_asking=claim(self._clock),
            clock=self._clock,
        )

    # -- orders and their photos ---------------------------------------------------------------------------------------

    @cached_property
    def orders(self) -> OrderService:
        from chalicelib.orders.loaded import Readiness
        from chalicelib.orders.service import OrderService

        return OrderService(
            store=self._stores.orders,
            tasks=self.tasks,
            clock=self._clock,
            closer=self._closer,
            readiness=Readiness(self.consents, self.tasks),
            seal=self._stores.sealed_fields.seal,
        )

    @cached_property
    def opener(self) -> OrderOpener:
        from chalicelib.orders.identification import Identification
        from chalicelib.orders.opening import OrderOpener

        keys = self._stores.keys
        return OrderOpener(
            store=self._stores.orders,
            tasks=self.tasks,
            closer=self._closer,
            students=Identification(tasks=self.tasks, reads=lambda: self.collect_codes, keys=keys),
            consents=self.consents,
            count_guess=self.limits.claim_id_tail_of,
            keys=keys,
            clock=self._clock,
        )

    @cached_property
    def contact_data(self) -> ContactData:
        from chalicelib.orders.contact import ContactData
        from chalicelib.orders.store.pace import claim

        return ContactData(
            orders=self.orders,
            fields=self._stores.sealed_fields,
            require_kept=self.consents.require_kept,
            count=claim(self._clock),
        )

    @cached_property
    def screens(self) -> Screens:
        from chalicelib.orders.screen.screens import Screens

        return Screens(
            self._stores.orders,
            self._outside.signer.link,
            self._stores.sealed_fields,
            self.consents.took_back,
            self.review_waits.usual,
            self._clock,
        )

    @cached_property
    def review_waits(self) -> ReviewWaits:
        """How long photos waited for their decisions: one reader a process, since it remembers for minutes."""
        from chalicelib.notify.review_waits import ReviewWaits

        return ReviewWaits(self._stores.waited, self._clock)

    @cached_property
    def uploads(self) -> Uploads:
        from chalicelib.orders.photos.uploads import Uploads

        return Uploads(
            store=self._stores.orders,
            tasks=self.tasks,
            signer=self._outside.signer,
            clock=self._clock,
            consents=self.consents,
            claim_upload=self.limits.claim_upload,
        )

    @cached_property
    def photo_judge(self) -> PhotoJudge:
        from chalicelib.orders.photos.judge import PhotoJudge
        from chalicelib.orders.store.turns import Turns
        from chalicelib.photo.spec import spec_for
        from chalicelib.wire.picture_files import bare_file, small_avatar, spoil

        return PhotoJudge(
            store=self._stores.orders,
            tasks=self.tasks,
            objects=self._outside.objects,
            engine=lambda: self.engine,
            spec_for=spec_for,
            small_avatar=small_avatar,
            bare_file=bare_file,
            spoil=spoil,
            first_pictures=self._stores.first_pictures,
            turns=Turns(self._settings.orders_table),
            clock=self._clock,
        )

    @cached_property
    def engine(self) -> Engine:
        from chalicelib.photo.engine import Engine

        return Engine(Path(self._settings.models_dir))

    @cached_property
    def titles(self) -> Titles:
        from chalicelib.invoices.titles import Titles

        stores = self._stores
        return Titles(store=stores.invoices, orders=self.orders, order_store=stores.orders, clock=self._clock)

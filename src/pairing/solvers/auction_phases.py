"""The phases of an auction: everybody bids with an increment that shrinks, until whole prices prove the plan."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np

from pairing.model import I64
from pairing.solvers.auction_guess import begin
from pairing.solvers.auction_kernel import BEYOND, DONE, TIRED, Desk, invite, needs_bid, rivals
from pairing.solvers.auction_near import count_near, only_near, renumber, violation
from pairing.solvers.auction_prices import Buckets, lower_all, rounded, settle
from pairing.solvers.auction_reach import in_conflict
from pairing.solvers.auction_reverse import Wanted, resources_bid
from pairing.solvers.auction_state import Columns, Rows, State, columns, hungry, queue_of, rows_of
from pairing.solvers.certificate import bound
from pairing.solvers.matched import Conflict, Matched, Progress
from pairing.solvers.transport import Transport, linked, worth

#: Each phase divides the increment by this.
_STEP = 8
#: Links are near where they are worse than a need's best by at most so many increments of the last phase, and so many
#: points. Leaving out fewer than half is not worth the pass.
_NEAR = 8
_POINTS = 4
#: Where links left out turn out to matter, so many times more are near from then on.
_WIDER = 8
#: After more bids than this for each need, bidding by this increment has no early end.
_BIDS = 8
#: The same for resources: so many scans of all links.
_ROUNDS = 16
#: So many needs bid in turn, and a resource fills so many seats at a time.
_BIDDERS = 8
_SEATS = 8
#: Prices are sought within so many scans of all links; where the plan is optimal they need one to two.
_TRY = 2
#: A price beyond so many times the largest step may mean that not everybody can be served.
_ALARM = 4
#: Fewer resources than one in so many are helped by lowering all prices at once.
_FEW = 50
#: Distances, in increments, that the lowering of prices tells apart.
_BUCKETS = 1 << 16
#: With more links than this the passes over all of them are shared among threads.
_SHARED = 1 << 18
_ROOM = 1 << 61


def too_large(transport: Transport) -> bool:
    """Whether points are so large that prices could pass 64 bits."""
    return _leap(transport) * _scale(transport) >= _ROOM // (transport.resources + 2)


def _leap(transport: Transport) -> int:
    """More than any switch can gain, in points."""
    points, outside = transport.points, transport.outside
    sizes = [abs(int(side)) for values in (points, outside) if len(values) for side in (values.min(), values.max())]
    return 2 * max(1, *sizes) + 1 if sizes else 3


def _scale(transport: Transport) -> int:
    return 1 << int(2 * (transport.resources + 2)).bit_length()


class _TooFewError(Exception):
    """The near links do not suffice."""


class Auction:
    """One run: its columns, its state, and the phases."""

    def __init__(self, transport: Transport, threads: int) -> None:
        self.transport, self.threads = transport, threads
        resources, needs, links = transport.resources, transport.needs, transport.links
        self.scale = _scale(transport)
        #: The links that are bid for: all, or the near ones with their numbers among all.
        self.everything = self.rows = rows_of(transport)
        self.link: I64 | None = None
        self.slack = self.least_slack = _POINTS * self.scale
        self.epsilon = 1
        self.bids, self.rounds = _BIDS * transport.needs, _ROUNDS
        most = self.rows.most
        self.leap = _leap(transport) * self.scale
        seats = np.zeros(resources + 1, np.int64)
        np.cumsum(most, out=seats[1:])
        size = int(seats[-1]) + 1
        number = np.int32 if links < 1 << 31 else np.int64
        self.state = State(
            np.zeros(resources, np.int64),
            np.zeros(links, np.uint8),
            np.zeros(needs, np.int32),
            seats,
            np.zeros(resources, np.int64),
            np.empty(size, np.int64),
            np.empty(size, number),
            np.empty(size, np.int32),
        )
        self.waiting = queue_of(needs)
        self.calls = queue_of(resources + 1)
        self.rival = np.empty(needs, np.int64)
        self.desk = Desk(*(np.empty(_BIDDERS, np.int64) for _ in range(3)))
        self.wanted = Wanted(*(np.empty(_SEATS + 1, np.int64) for _ in range(2)))
        self.cols: Columns | None = None
        self.alarm = _ALARM * self.leap if transport.must.any() or transport.least.max(initial=0) > 0 else _ROOM

    def run(self, gap: float, start: Matched | None, ends: float | None, report: Progress | None) -> Matched:
        """Phase after phase until the prices prove the plan, it is near enough, or the time is up.

        Raises ``ArithmeticError`` where prices and plan do not prove each other in the end, which cannot be.
        """
        conflict = self._degrees()
        self.epsilon, exact = begin(self.rows, self.state, self.scale, self.leap, start)
        phases = 0
        while conflict is None:
            late = ends is not None and time.monotonic() > ends
            proved = self._rivals(self.rows, self.state, self.rival)
            if phases > 0 and (gap > 0 or report is not None or late):
                if self.link is not None:
                    everywhere = self.state._replace(taken=self._taken())
                    proved = self._rivals(self.everything, everywhere, np.empty_like(self.rival))
                at_hand = self._at_hand(proved, report)
                if late or (gap > 0 and at_hand.bound - at_hand.value <= gap * max(1, abs(at_hand.bound))):
                    return at_hand
            # Until a first plan keeps the leasts they may call for links that are far from every need's best.
            if exact and self.epsilon > 1 and (phases > 0 or start is not None or not self.rows.least.any()):
                self.slack = max(_NEAR * exact, self.least_slack)
                self._near_links()
            conflict = self._phase()
            if conflict is None and self.epsilon <= self.scale:
                found = self._proved(report)
                if found is not None:
                    return found
            exact, self.epsilon = self.epsilon, max(1, self.epsilon // _STEP)
            phases += 1
        return Matched("infeasible", self._taken().astype(bool), self.state.price, conflict=conflict)

    def _phase(self) -> Conflict | None:
        """Needs bid, then resources: a plan and prices that are good to epsilon, from any that keep seats and units."""
        invite(self.rows, self.state, self.scale, self.epsilon, self.leap, self.rival, self.waiting)
        try:
            return self._needs_turn() or self._resources_turn()
        except _TooFewError:
            self._wider()
            self._rivals(self.rows, self.state, self.rival)
            return self._phase()

    def _near_links(self) -> None:
        """Leave out the links that are worse than the best of their need by more than the slack, if most are."""
        rows, state, slack = self.rows, self.state, self.slack
        found = count_near(rows, state, self.scale, self.rival, slack)
        if 2 * found > len(rows.resource):
            return
        first, resource, points, taken, link = only_near(rows, state, self.scale, self.rival, slack, found)
        self.rows = rows._replace(first=first, resource=resource, points=points)
        self.state = state._replace(taken=taken)
        self.link = link if self.link is None else self.link[link]
        self.cols = None

    def _wider(self) -> None:
        """Bid for all links again, where one that was left out is needed: by larger steps, and more will be near."""
        assert self.link is not None
        renumber(self.state, self.link)
        self.state = self.state._replace(taken=self._taken())
        self.rows, self.link, self.cols = self.everything, None, None
        self.least_slack = min(_ROOM, _WIDER * max(self.slack, self.scale))
        self.epsilon *= _STEP

    def _taken(self) -> Any:
        """Which of all links are taken."""
        if self.link is None:
            return self.state.taken
        taken = np.zeros(self.transport.links, np.uint8)
        taken[self.link] = self.state.taken
        return taken

    def _degrees(self) -> Conflict | None:
        """A need or resource that has fewer links than it must take."""
        transport = self.transport
        links = np.diff(transport.first)
        needs = np.flatnonzero(transport.must & (links < transport.units))
        if len(needs):
            return Conflict(needs[:1], needs[:0])
        short = np.flatnonzero(self.rows.least > np.minimum(self.rows.most, linked(transport)))
        return Conflict(short[:0], short[:1]) if len(short) else None

    def _rivals(self, rows: Rows, state: State, rival: I64) -> int:
        """The bound that the prices prove at this moment, in points; on the way, every need's rival."""
        cuts = [self.transport.needs * k // self.threads for k in range(self.threads + 1)]

        def some(k: int) -> int:
            return int(rivals(rows, state, self.scale, cuts[k], cuts[k + 1], rival))

        if self.threads > 1 and len(rows.resource) > _SHARED:
            with ThreadPoolExecutor(self.threads) as pool:
                total = sum(pool.map(some, range(self.threads)))
        else:
            total = sum(map(some, range(self.threads)))
        sold = np.where(state.price > 0, rows.most, rows.least)
        return (total + int(sold @ state.price)) // self.scale

    def _needs_turn(self) -> Conflict | None:
        """All needs bid; where that goes on and on, by a larger increment, from which the next phases come down again.

        Many needs that are after few seats outbid each other by epsilon each, up to where the next best is.
        """
        rows, state, scale, leap = self.rows, self.state, self.scale, self.leap
        while True:
            bids, alarm = self.bids, self.alarm
            end = needs_bid(rows, state, scale, self.epsilon, leap, alarm, self.waiting, self.desk, bids)
            if end == DONE:
                return None
            if end == TIRED:
                if self.link is not None:
                    raise _TooFewError
                self.epsilon *= _STEP
                self.bids *= 2
                continue
            conflict = self._conflict()
            if conflict is not None:
                return conflict

    def _resources_turn(self) -> Conflict | None:
        rows, state, calls = self.rows, self.state, self.calls
        if not hungry(rows, state, calls):
            return None
        if self.cols is None:
            self.cols = columns(rows)
        scale, profit, effort = self.scale, self.rival, len(rows.resource)
        self._lower_all()
        rounds = 0
        while True:
            if rounds == self.rounds:
                if self.link is not None:
                    raise _TooFewError
                self.epsilon *= _STEP
                self.rounds *= 2
            rounds += 1
            epsilon, cols, wanted = self.epsilon, self.cols, self.wanted
            end = resources_bid(
                rows, state, scale, epsilon, self.leap, -self.alarm, cols, profit, calls, wanted, effort
            )
            if end == DONE:
                return None
            if end == BEYOND:
                conflict = self._conflict()
                if conflict is not None:
                    return conflict
            if end == TIRED and calls.ends[1] <= max(1, self.transport.resources // _FEW):
                self._lower_all()
            else:
                hungry(rows, state, calls)

    def _lower_all(self) -> None:
        rows, state = self.rows, self.state
        lower_all(rows, state, self.scale, self.epsilon, _buckets(self.transport.resources))
        hungry(rows, state, self.calls)

    def _proved(self, report: Progress | None) -> Matched | None:
        """The plan with whole prices that prove it; None where none are found.

        Raises ``ArithmeticError`` where the smallest increment ends without.
        """
        price = rounded(self.state.price, self.scale)
        last = self.epsilon == 1
        settled = self._settled(price, last)
        found = self._optimal(price, report) if settled else None
        if found is None and (settled or last):
            if self.link is None:
                raise ArithmeticError("the auction ended without prices that prove its plan")
            self._wider()
            self.epsilon = max(self.epsilon, violation(self.rows, self.state, self.scale) // _STEP)
        return found

    def _settled(self, price: I64, last: bool) -> bool:
        """Raise whole prices until they prove the plan among the links that are bid for, if that is soon done."""
        effort = _ROOM if last else _TRY * len(self.rows.resource) + len(price)
        return bool(settle(self.rows, self.state, price, self.calls, effort))

    def _optimal(self, whole: I64, report: Progress | None) -> Matched | None:
        """The plan with its prices, if these prove it among all links."""
        price = whole[:-1] - whole[-1]
        # Nobody sits where the price could fall below 0 without a least: there 0 says the same.
        price = np.where(self.everything.least == 0, np.maximum(price, 0), price)
        taken = self._taken().astype(bool)
        value = worth(self.transport, taken)
        proved = bound(self.transport, taken, price, self.threads)
        if value != proved:
            return None
        if report:
            report(value, proved)
        return Matched("optimal", taken, price, 1, value, proved)

    def _at_hand(self, proved: int, report: Progress | None) -> Matched:
        """The plan between two phases: it keeps every limit, and its prices prove a bound."""
        taken = self._taken().astype(bool)
        value = worth(self.transport, taken)
        if report:
            report(value, proved)
        return Matched("feasible", taken, self.state.price.copy(), self.scale, value, proved)

    def _conflict(self) -> Conflict | None:
        """Why not all can be served, found by making room for one after another; None where all can."""
        if self.link is not None:
            raise _TooFewError
        if self.cols is None:
            self.cols = columns(self.rows)
        conflict = in_conflict(self.rows, self.state, self.cols)
        if conflict is None:
            self.alarm = _ROOM
        return conflict


def _buckets(resources: int) -> Buckets:
    after, before = np.empty(resources, np.int32), np.empty(resources, np.int32)
    return Buckets(np.empty(_BUCKETS, np.int64), after, before, np.empty(resources, np.int64))

"""The phases of an auction: everybody bids with an increment that shrinks, until whole prices prove the plan."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from pairing.model import I64
from pairing.solvers.auction_kernel import BEYOND, DONE, invite, needs_bid, rivals
from pairing.solvers.auction_prices import Buckets, favourites, lower_all, settle
from pairing.solvers.auction_reach import Search, fill_resource, place_need
from pairing.solvers.auction_reverse import resources_bid
from pairing.solvers.auction_state import Columns, Queue, State, adopt, columns, hungry, rows_of
from pairing.solvers.certificate import bound
from pairing.solvers.matched import Conflict, Matched, Progress
from pairing.solvers.transport import Transport, linked, worth

#: Each phase divides the increment by this; a warm start begins with this part of a point.
_STEP = 8
_WARM = 16
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


class Auction:
    """One run: its columns, its state, and the phases."""

    def __init__(self, transport: Transport, threads: int) -> None:
        self.transport, self.threads = transport, threads
        resources, needs, links = transport.resources, transport.needs, transport.links
        self.rows = rows_of(transport)
        most = self.rows.most
        self.scale = _scale(transport)
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
        self.waiting = _queue(needs)
        self.calls = _queue(resources + 1)
        self.rival = np.empty(needs, np.int64)
        self.cols: Columns | None = None
        self.alarm = _ALARM * self.leap if transport.must.any() or transport.least.max(initial=0) > 0 else _ROOM

    def run(self, gap: float, start: Matched | None, ends: float | None, report: Progress | None) -> Matched:
        """Phase after phase until the prices prove the plan, it is near enough, or the time is up.

        Raises ``ArithmeticError`` where prices and plan do not prove each other, which cannot be.
        """
        conflict = self._degrees()
        epsilon = max(1, self._begin(start))
        phases = 0
        while conflict is None:
            proved = self._rivals()
            late = ends is not None and time.monotonic() > ends
            if phases and (gap > 0 or report or late):
                near = self._at_hand(proved, report)
                if late or (gap > 0 and near.bound - near.value <= gap * max(1, abs(near.bound))):
                    return near
            invite(self.rows, self.state, self.scale, epsilon, self.leap, self.rival, self.waiting)
            conflict = self._needs_turn(epsilon) or self._resources_turn(epsilon)
            if conflict is None and epsilon <= self.scale:
                price = self._whole_prices(epsilon)
                if price is not None:
                    return self._optimal(price, report)
                if epsilon == 1:
                    raise ArithmeticError("the auction ended without prices that prove its plan")
            epsilon = max(1, epsilon // _STEP)
            phases += 1
        return Matched("infeasible", self.state.taken.astype(bool), self.state.price, conflict=conflict)

    def _begin(self, start: Matched | None) -> int:
        """The first increment: large where many agree on what is best, small where few do, least from a warm start."""
        rows, state, transport = self.rows, self.state, self.transport
        if start is not None:
            finer = self.scale >= start.scale
            state.price[:] = (
                start.price * (self.scale // start.scale) if finer else start.price // (start.scale // self.scale)
            )
            adopt(rows, state, start.taken.astype(np.uint8))
            return max(self.scale // _WARM, self.leap // 10000)
        wanted = favourites(rows)
        crowded = int(np.maximum(wanted - rows.most, 0).sum()) / max(1, transport.needs)
        part = min(1 / 2, max(1 / 256, 40 * crowded**3))
        return int(self.leap * part) // 2

    def _degrees(self) -> Conflict | None:
        """A need or resource that has fewer links than it must take."""
        transport = self.transport
        links = np.diff(transport.first)
        needs = np.flatnonzero(transport.must & (links < transport.units))
        if len(needs):
            return Conflict(needs[:1], needs[:0])
        short = np.flatnonzero(self.rows.least > np.minimum(self.rows.most, linked(transport)))
        return Conflict(short[:0], short[:1]) if len(short) else None

    def _rivals(self) -> int:
        """The bound that the prices prove at this moment, in points; on the way, every need's rival."""
        rows, state = self.rows, self.state
        cuts = [self.transport.needs * k // self.threads for k in range(self.threads + 1)]

        def some(k: int) -> int:
            return int(rivals(rows, state, self.scale, cuts[k], cuts[k + 1], self.rival))

        if self.threads > 1 and self.transport.links > _SHARED:
            with ThreadPoolExecutor(self.threads) as pool:
                total = sum(pool.map(some, range(self.threads)))
        else:
            total = sum(map(some, range(self.threads)))
        sold = np.where(state.price > 0, rows.most, rows.least)
        return (total + int(sold @ state.price)) // self.scale

    def _needs_turn(self, epsilon: int) -> Conflict | None:
        while needs_bid(self.rows, self.state, self.scale, epsilon, self.leap, self.alarm, self.waiting) == BEYOND:
            conflict = self._conflict()
            if conflict is not None:
                return conflict
        return None

    def _resources_turn(self, epsilon: int) -> Conflict | None:
        rows, state, calls = self.rows, self.state, self.calls
        if not hungry(rows, state, calls):
            return None
        if self.cols is None:
            self.cols = columns(rows)
        profit = self.rival
        effort = self.transport.links
        while True:
            end = resources_bid(
                rows, state, self.scale, epsilon, self.leap, -self.alarm, self.cols, profit, calls, effort
            )
            if end == DONE:
                return None
            if end == BEYOND:
                conflict = self._conflict()
                if conflict is not None:
                    return conflict
            elif calls.ends[1] * _FEW < self.transport.resources:
                lower_all(rows, state, self.scale, epsilon, _buckets(self.transport.resources))
            hungry(rows, state, calls)

    def _whole_prices(self, epsilon: int) -> I64 | None:
        """Whole prices that prove the plan, from those of the phase cut where most of them agree; None if not found."""
        scaled = np.append(self.state.price, 0)
        rest = np.sort(scaled % self.scale)
        gaps = np.diff(np.append(rest, rest[0] + self.scale))
        cut = rest[(int(gaps.argmax()) + 1) % len(rest)]
        price = (scaled - cut) // self.scale
        links = self.transport.links
        effort = _TRY * links + len(price) if epsilon > 1 else _ROOM
        if not settle(self.rows, self.state, price, self.calls, effort):
            return None
        price = price[:-1] - price[-1]
        # Nobody sits where the price could fall below 0 without a least: there 0 says the same.
        free: I64 = np.where(self.rows.least == 0, np.maximum(price, 0), price)
        return free

    def _optimal(self, price: I64, report: Progress | None) -> Matched:
        taken = self.state.taken.astype(bool)
        value = worth(self.transport, taken)
        proved = bound(self.transport, taken, price, self.threads)
        if value != proved:
            raise ArithmeticError(f"the prices prove {proved}, and the plan is worth {value}")
        if report:
            report(value, proved)
        return Matched("optimal", taken, price, 1, value, proved)

    def _at_hand(self, proved: int, report: Progress | None) -> Matched:
        """The plan between two phases: it keeps every limit, and its prices prove a bound."""
        taken = self.state.taken.astype(bool)
        value = worth(self.transport, taken)
        if report:
            report(value, proved)
        return Matched("feasible", taken, self.state.price.copy(), self.scale, value, proved)

    def _conflict(self) -> Conflict | None:
        """Why not all can be served, found by making room for one after another; None where all can."""
        rows = self.rows
        state = State(*(column.copy() for column in self.state))
        if self.cols is None:
            self.cols = columns(rows)
        search = Search(*(np.empty(len(rows.most), np.int64) for _ in range(2)))
        queue = _queue(len(rows.most))
        for i in np.flatnonzero(self.transport.must & (state.used < rows.units)).tolist():
            while state.used[i] < rows.units[i]:
                if not place_need(rows, state, i, search, queue):
                    reached = np.flatnonzero(search.wanted >= 0)
                    return Conflict(self._held(state, reached, i), reached)
        for j in np.flatnonzero(state.count < rows.least).tolist():
            while state.count[j] < rows.least[j]:
                if not fill_resource(rows, state, self.cols, j, search, queue):
                    reached = np.flatnonzero(search.wanted >= 0)
                    return Conflict(reached[:0], reached)
        self.alarm = _ROOM
        return None

    def _held(self, state: State, reached: I64, i: int) -> I64:
        seats = [state.need[state.first[j] : state.first[j] + state.count[j]] for j in reached.tolist()]
        return np.unique(np.concatenate([*seats, np.array([i])])).astype(np.int64)


def _queue(size: int) -> Queue:
    return Queue(np.empty(size, np.int32), np.zeros(size, np.uint8), np.zeros(2, np.int64))


def _buckets(resources: int) -> Buckets:
    after, before = np.empty(resources, np.int32), np.empty(resources, np.int32)
    return Buckets(np.empty(_BUCKETS, np.int64), after, before, np.empty(resources, np.int64))

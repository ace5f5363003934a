"""Memory asked for before it is read, so that the loops of an auction need not wait for it.

A bid reads the links of a need and the seats of a resource, which lie anywhere in hundreds of megabytes. The processor
fetches what it is told of while the loop is busy with something else (Mowry, "Tolerating latency through
software-controlled data prefetching", 1994). Nothing here changes what is computed.
"""

# mypy: allow-untyped-defs, allow-untyped-calls, allow-untyped-decorators
from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic

from pairing.solvers.compiled import woven

#: Numbers of four bytes in a line of the cache; of wider ones every other line is asked for.
_LINE = 16


def _prefetch(_context, array, index):
    def code(context, builder, signature, arguments):
        kind, number = signature.args
        place = context.cast(builder, arguments[1], number, types.intp)
        data = context.make_array(kind)(context, builder, arguments[0]).data
        byte, flag = ir.IntType(8).as_pointer(), ir.IntType(32)
        shape = ir.FunctionType(ir.VoidType(), [byte, flag, flag, flag])
        fetch = cgutils.get_or_insert_function(builder.module, shape, "llvm.prefetch.p0")
        # To be read, kept in all caches, as data.
        how = [ir.Constant(flag, value) for value in (0, 3, 1)]
        builder.call(fetch, [builder.bitcast(builder.gep(data, [place]), byte), *how])
        return context.get_dummy_value()

    return types.void(array, index), code


#: ``prefetch(array, index)`` brings ``array[index]`` near; an index out of bounds does no harm.
prefetch: Any = intrinsic(_prefetch)


@woven
def fetch_need(rows, state, i):
    """Ask for what is known of a need, first of all where its links are."""
    prefetch(rows.first, i)
    prefetch(state.used, i)
    prefetch(rows.units, i)
    prefetch(rows.must, i)
    prefetch(rows.outside, i)


@woven
def fetch_links(rows, state, i):
    """Ask for the links of a need."""
    first, last = rows.first[i], rows.first[i + 1] - 1
    for e in range(first, last, _LINE):
        prefetch(rows.resource, e)
        prefetch(rows.points, e)
    prefetch(rows.resource, last)
    prefetch(rows.points, last)
    prefetch(state.taken, first)
    prefetch(state.taken, last)


@woven
def fetch_seats(rows, state, j):
    """Ask for the first seats of a resource: where there are more, the others stay rare."""
    base = state.first[j]
    prefetch(state.bid, base)
    prefetch(state.bid, base + _LINE // 2)
    prefetch(state.link, base)
    prefetch(state.need, base)
    prefetch(state.count, j)
    prefetch(rows.most, j)
    prefetch(rows.least, j)


@woven
def fetch_sitters(rows, state, j):
    """Ask for the links of all who sit at a resource."""
    sitters = state.need[state.first[j] : state.first[j] + state.count[j]]
    for i in sitters:
        fetch_need(rows, state, i)
    for i in sitters:
        fetch_links(rows, state, i)

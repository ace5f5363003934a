"""Nested groups, two laminar chains, components and potentials: what makes a problem a network, piece by piece."""

from __future__ import annotations

from fractions import Fraction

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from brute import random_problem
from pairing.components import components, part
from pairing.model import Family, GoalTerms, Problem, value
from pairing.solvers.network import crosses, partitions, tree, two_sides, why_not
from pairing.solvers.potentials import potentials


def groups(*numbers: int) -> tuple[np.ndarray, int]:
    """The group of each link (-1: none), and how many groups there are."""
    return np.array(numbers, dtype=np.int32), max(numbers, default=-1) + 1


#: Three needs with two links each; two households; two resources; all links of one owner but the last.
NEED = groups(0, 0, 1, 1, 2, 2)
HOUSEHOLD = groups(0, 0, 0, 0, 1, 1)
RESOURCE = groups(0, 1, 0, 1, 0, 1)
OWNER = groups(0, 0, 0, 0, 0, -1)


# --- crossing -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("left", "right", "answer"),
    [
        (NEED, HOUSEHOLD, False),  # nested
        (NEED, RESOURCE, True),  # every need meets every resource
        (HOUSEHOLD, OWNER, True),  # the second household is half the owner's
        (groups(0, 0, -1, -1), groups(-1, -1, 0, 0), False),  # apart
        (groups(0, 0, 1, 1), groups(0, 0, -1, 0), True),
        (groups(0, 1, 2, 2), groups(0, 0, 1, 2), False),  # nested one way here, the other way there
        (NEED, NEED, False),
        (groups(-1, -1), groups(0, 0), False),
    ],
)
def test_partitions_cross_where_groups_overlap_and_neither_holds_the_other(
    left: tuple[np.ndarray, int], right: tuple[np.ndarray, int], answer: bool
) -> None:
    assert crosses(*left, *right) is answer
    assert crosses(*right, *left) is answer


@given(st.lists(st.tuples(st.integers(-1, 3), st.integers(-1, 3)), min_size=1, max_size=8))
def test_crossing_is_what_the_sets_of_links_say(pairs: list[tuple[int, int]]) -> None:
    left, right = groups(*(a for a, _ in pairs)), groups(*(b for _, b in pairs))
    sets = [[set(np.flatnonzero(g == i)) for i in range(n)] for g, n in (left, right)]
    truth = any(a & b and a - b and b - a for a in sets[0] for b in sets[1])
    assert crosses(*left, *right) is truth


# --- two chains ---------------------------------------------------------------------------------------


def test_needs_and_resources_take_a_side_each_with_what_is_nested_around_them() -> None:
    assert two_sides([NEED, RESOURCE, HOUSEHOLD]) == [0, 1, 0]


def test_three_partitions_that_all_cross_have_no_two_sides() -> None:
    third = groups(0, 1, 1, 0, 0, 1)
    assert two_sides([NEED, RESOURCE, third]) is None


def test_what_crosses_nothing_fits_on_either_side() -> None:
    everything = groups(0, 0, 0, 0, 0, 0)
    sides = two_sides([NEED, RESOURCE, everything])
    assert sides is not None and sides[:2] == [0, 1]


def test_a_tree_nests_each_group_in_the_least_that_holds_it() -> None:
    village = groups(0, 0, 0, 0, -1, -1)
    nested = tree([village, HOUSEHOLD, NEED], [1, 2, 4], nodes=7, links=6)
    assert nested.leaf.tolist() == [4, 4, 5, 5, 6, 6]  # a link hangs from its need
    assert nested.parent[[4, 5, 6]].tolist() == [2, 2, 3]  # a need from its household
    assert nested.parent[[2, 3, 1]].tolist() == [1, 0, 0]  # a household from its village, or else from the root


def test_a_partition_without_groups_is_no_obstacle() -> None:
    empty = (np.full(6, -1, dtype=np.int32), 0)
    assert tree([NEED, empty], [1, 4], nodes=4, links=6).leaf.tolist() == [1, 1, 2, 2, 3, 3]


# --- why not ------------------------------------------------------------------------------------------


def one_goal(goal: GoalTerms, *families: Family, upper: int = 1) -> Problem:
    ones = np.ones(6, dtype=np.int64)
    return Problem(ones * 0, ones * upper, ones, families, (goal,))


def limit(code: str, partition: tuple[np.ndarray, int], least: int = 0, most: int = 1, **more: object) -> Family:
    group, count = partition
    return Family(
        code, group, [f"{code}{g}" for g in range(count)], np.full(count, least), np.full(count, most), **more
    )


POINTS = GoalTerms("points", "linear", rate=np.arange(6))


def test_a_group_that_may_be_empty_or_have_one_at_least_is_always_open() -> None:
    assert why_not(one_goal(POINTS, limit("wants", NEED, 1, 1, or_none=True))) is None
    assert why_not(one_goal(POINTS, limit("teams", NEED, 2, 3, or_none=True))) == "teams: groups open or closed"


def test_weights_of_links_outside_every_group_do_not_matter() -> None:
    heavy_outside = np.array([1, 1, 1, 1, 1, 7])
    assert why_not(one_goal(POINTS, limit("owner", OWNER, weight=heavy_outside))) is None


def test_uses_of_single_matches_are_their_amounts() -> None:
    uses = np.ones(6, dtype=bool)
    counted = limit("wants", NEED, use=uses)
    assert why_not(one_goal(POINTS, counted)) is None
    assert why_not(one_goal(POINTS, counted, upper=2)) == "wants: counts uses of amounts"


def test_goals_about_the_worst_group_are_no_flow() -> None:
    worst = GoalTerms("villages", "worst", group=NEED[0], labels=["a", "b", "c"], wanted=np.ones(3, dtype=np.int64))
    assert why_not(one_goal(worst)) == "villages: worst group"
    lossy = GoalTerms("points", "linear", rate=np.arange(6), loss=Fraction(1, 100))
    assert why_not(one_goal(lossy)) == "points: permitted loss"


# --- components ---------------------------------------------------------------------------------------


def test_links_are_one_component_where_a_chain_of_limits_ties_them() -> None:
    chain = [groups(0, 0, 1, 1, 2, 2), groups(0, 1, 1, 2, 2, 3)]
    apart = [groups(0, 0, 1, 1, 2, 2), groups(0, 0, 0, 1, 2, 2)]
    assert components(one_goal(POINTS, *(limit(f"c{i}", p) for i, p in enumerate(chain)))).tolist() == [0] * 6
    assert components(one_goal(POINTS, *(limit(f"c{i}", p) for i, p in enumerate(apart)))).tolist() == [
        0,
        0,
        0,
        0,
        1,
        1,
    ]


def test_goals_that_compare_groups_tie_everything() -> None:
    worst = GoalTerms("villages", "worst", group=NEED[0], labels=["a", "b", "c"], wanted=np.ones(3, dtype=np.int64))
    assert components(one_goal(worst, limit("wants", NEED))).tolist() == [0] * 6


def test_no_links_have_no_components() -> None:
    nothing = np.empty(0, dtype=np.int64)
    assert components(Problem(nothing, nothing, nothing, (), ())).tolist() == []


def test_components_are_those_of_the_graph_of_shared_groups() -> None:
    for seed in range(80):
        problem = random_problem(np.random.default_rng(seed), network=True)
        graph = nx.Graph()
        graph.add_nodes_from(range(problem.links))
        for i, (group, _) in enumerate(partitions(problem)):
            graph.add_edges_from((link, (i, int(g))) for link, g in enumerate(group) if g >= 0)
        found = components(problem)
        for together in nx.connected_components(graph):
            numbers = {int(found[node]) for node in together if isinstance(node, int)}
            assert len(numbers) <= 1
        parts = sum(any(isinstance(n, int) for n in c) for c in nx.connected_components(graph))
        assert len(set(found.tolist())) == parts


def test_parts_add_up_to_the_whole() -> None:
    for seed in range(80):
        rng = np.random.default_rng(seed)
        problem = random_problem(rng, network=True)
        found = components(problem)
        amounts = rng.integers(0, problem.upper + 1)
        for i, goal in enumerate(problem.goals):
            pieces = [part(problem, np.flatnonzero(found == c))[0] for c in range(found.max() + 1)]
            worths = [value(p, p.goals[i], amounts[found == c]) for c, p in enumerate(pieces)]
            # Groups that no link reaches are in no part: only penalties could tell.
            if not goal.penalties:
                assert sum(worths) == value(problem, goal, amounts)


# --- potentials ---------------------------------------------------------------------------------------


def test_potentials_are_shortest_distances_in_the_residual_graph() -> None:
    tail, head = np.array([0, 1, 0]), np.array([1, 2, 2])
    cost = np.array([-5, 3, -1])
    every, none = np.ones(3, dtype=bool), np.zeros(3, dtype=bool)
    assert potentials(3, tail, head, cost, every, none).tolist() == [0, -5, -2]
    assert potentials(3, tail, head, cost, none, none).tolist() == [0, 0, 0]


def test_a_flow_that_could_be_cheaper_is_refused() -> None:
    tail, head, cost = np.array([0, 1]), np.array([1, 0]), np.array([-2, 1])
    both = np.ones(2, dtype=bool)
    with pytest.raises(ValueError, match="not optimal"):
        potentials(2, tail, head, cost, both, ~both)


def test_potentials_leave_no_residual_arc_below_cost() -> None:
    rng = np.random.default_rng(1)
    for _ in range(40):
        nodes, arcs = 30, 120
        tail, head = rng.integers(0, nodes, arcs), rng.integers(0, nodes, arcs)
        level = rng.integers(-50, 50, nodes)
        cost = rng.integers(0, 20, arcs) + level[tail] - level[head]  # no cycle is negative
        up = rng.random(arcs) < 0.8
        down = (cost == level[tail] - level[head]) & (rng.random(arcs) < 0.5)
        height = potentials(nodes, tail, head, cost, up, down)
        reduced = cost + height[tail] - height[head]
        assert (reduced[up] >= 0).all() and (reduced[down] <= 0).all()

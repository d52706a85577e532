"""Circles in who pays whom: activities whose money comes back to where it went out from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence


def circles(edges: Mapping[str, Sequence[str]]) -> list[tuple[str, ...]]:
    """The groups of identifiers that can all be reached from each other, and those that point at themselves.

    Tarjan's strongly connected components, without recursion, so that a chain of any length comes to an end.
    """
    order: dict[str, int] = {}
    lowest: dict[str, int] = {}
    on_path: set[str] = set()
    path: list[str] = []
    found: list[tuple[str, ...]] = []
    for start in edges:
        if start in order:
            continue
        waiting = [(start, iter(edges.get(start, ())))]
        order[start] = lowest[start] = len(order)
        path.append(start)
        on_path.add(start)
        while waiting:
            node, following = waiting[-1]
            for other in following:
                if other not in order:
                    order[other] = lowest[other] = len(order)
                    path.append(other)
                    on_path.add(other)
                    waiting.append((other, iter(edges.get(other, ()))))
                    break
                if other in on_path:
                    lowest[node] = min(lowest[node], order[other])
            else:
                waiting.pop()
                if waiting:
                    before = waiting[-1][0]
                    lowest[before] = min(lowest[before], lowest[node])
                if lowest[node] == order[node]:
                    group = _taken_off(path, on_path, node)
                    if len(group) > 1 or node in edges.get(node, ()):
                        found.append(group)
    return found


def _taken_off(path: list[str], on_path: set[str], node: str) -> tuple[str, ...]:
    group = []
    while True:
        last = path.pop()
        on_path.discard(last)
        group.append(last)
        if last == node:
            return tuple(reversed(group))

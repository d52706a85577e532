"""What each column of a table is: found by looking, or said by the user in a mapping file."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

from local2030.monitoring.column_names import Role

# What the names of spread columns are, where a table is wide: 2019, 2020 ... or 1.1.1, 1.2.1 ... or Aiton, Blea ...
Spread = Literal["", "period", "indicator", "place", "dimension"]


class Assumed(NamedTuple):
    """One thing that was taken for granted: a code of the catalogue, the column, and what was seen."""

    code: str
    column: str
    seen: str = ""


@dataclass(frozen=True, slots=True)
class TableMapping:
    """The role of each column of a header, in its order. `indicator` and `unit` hold for all rows that say nothing else.

    With `spread`, the columns whose role is `value` are many, and their names are periods, indicators or places.
    """

    header: tuple[str, ...]
    roles: tuple[Role, ...]
    spread: Spread = ""
    indicator: str = ""
    unit: str = ""
    assumed: tuple[Assumed, ...] = ()

    def of(self, role: Role) -> tuple[int, ...]:
        """The positions of the columns with this role."""
        return tuple(n for n, r in enumerate(self.roles) if r == role)

    def first(self, role: Role) -> int | None:
        """The position of the first column with this role."""
        found = self.of(role)
        return found[0] if found else None

    def with_(self, position: int, role: Role, *assumed: Assumed) -> TableMapping:
        """The same with another role for one column."""
        roles = (*self.roles[:position], role, *self.roles[position + 1 :])
        return replace(self, roles=roles, assumed=(*self.assumed, *assumed))

    @property
    def is_complete(self) -> bool:
        """Whether a table with these roles can give an observation."""
        return bool(self.of("value")) and (self.spread == "period" or bool(self.of("period")))

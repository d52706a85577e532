"""Methods of progress by name. A method is one file here: NAME, TITLE, SOURCE, STATUSES (best first), WELL (those on the way) and
`progress`. COMPARED are the codes of the sentences that say what its measure is, with a target and without one.

`progress(ends, wanted) -> Judged` judges whole columns, a row a series; nothing is raised. TREND says of what the moments
in `ends` are to be: `log` (the logarithms, for growth) or `linear` (the values). What all methods refuse alike is in
`monitoring.judging`. A file put here is a method at once; there is no list to add it to.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Any


@cache
def methods() -> dict[str, Any]:
    """Every method's module by its name and version, such as statcan-2.4."""
    found = [import_module(f"{__name__}.{module.name}") for module in iter_modules(__path__)]
    return {module.NAME: module for module in sorted(found, key=lambda m: str(m.NAME))}

"""Long documents of plain values are built while the garbage collector rests: they have no cycles to be found.

Otherwise it walks through all that the process holds again and again, which takes as long as the building.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without_collecting() -> Iterator[None]:
    """No collecting until the end; whoever found it at work sets it to work again."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()

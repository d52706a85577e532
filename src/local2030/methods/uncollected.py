"""Work while the collector of cycles rests: many plain rows and documents have no cycles to be found.

Otherwise it walks through all that the process holds again and again, which takes as long as the work.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """No collecting until the end; whoever found it at work sets it to work again."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()

"""The kinds of this room: money windows and what is proposed to them."""

from __future__ import annotations

from local2030.web.registry.kinds import Kind

KINDS: tuple[Kind, ...] = ()

"""The kinds of this room: frameworks, their stages, local inputs, pilots."""

from __future__ import annotations

from local2030.web.registry.kinds import Kind

KINDS: tuple[Kind, ...] = ()

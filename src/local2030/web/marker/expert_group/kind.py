"""The kinds of this room: expert rounds and rubric bills."""

from __future__ import annotations

from local2030.web.registry.kinds import Kind

KINDS: tuple[Kind, ...] = ()

"""Taking a store of any earlier version to this one, with a backup before the first step."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from local2030.web.keeping.backing_up import back_up
from local2030.web.keeping.restoring import holds_something
from local2030.web.locks import alone

PATIENCE = 600.0  # seconds that a process waits for another that upgrades


class NewerStore(Exception):
    """The store was made by a newer program, as a sentence."""


def upgrade() -> dict[str, Any]:
    """Makes or upgrades the tables; gives the steps taken and where the copy of what was before lies ("" without one)."""
    with alone("upgrade", PATIENCE):
        executor = MigrationExecutor(connection)
        _refuse_newer(executor)
        steps = [f"{m.app_label}.{m.name}" for m, _back in executor.migration_plan(executor.loader.graph.leaf_nodes())]
        kept = ""
        if steps and executor.loader.applied_migrations and holds_something():
            kept = str(_copy())
        if steps:
            call_command("migrate", verbosity=0, interactive=False)
    return {"steps": steps, "kept": kept}


def _refuse_newer(executor: MigrationExecutor) -> None:
    """Our own rooms only: of a library that is no longer used, steps may stay on record."""
    loader = executor.loader
    ours = {app for app, _name in loader.disk_migrations}
    unknown = [n for n in sorted(loader.applied_migrations) if n not in loader.disk_migrations and n[0] in ours]
    unknown = [n for n in unknown if not _is_replaced(loader, n)]
    if unknown:
        raise NewerStore(
            f"The store was made by a newer program: this one doesn't know {'.'.join(unknown[0])}. "
            "Install that version, or restore a backup of before."
        )


def _is_replaced(loader: Any, node: tuple[str, str]) -> bool:
    return any(node in migration.replaces for migration in loader.disk_migrations.values())


def _copy() -> Path:
    folder = Path(settings.HOME) / "backups"
    folder.mkdir(mode=0o700, exist_ok=True)
    target = folder / f"before-upgrade-{datetime.now(UTC):%Y%m%dT%H%M%S}.zip"
    back_up(target)
    return target

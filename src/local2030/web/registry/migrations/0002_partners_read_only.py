"""Scopes of partners are marked, so that they let read and no more; drafts of applications leave their country's scope."""

from __future__ import annotations

from typing import Any

from django.db import migrations

MARK = "partner:"
KINDS = ("entity", "body", "hub")


def mark(apps: Any, schema_editor: Any) -> None:
    """Where an actor is a partner and nothing more."""
    part, scope_of = apps.get_model("registry", "Part"), apps.get_model("registry", "ScopeOf")
    acting = set(part.objects.exclude(role="partner").values_list("thing_id", "actor_id"))
    rows = part.objects.filter(role="partner", actor__kind__in=KINDS)
    columns = ("thing_id", "actor_id", "thing__owner_id", "actor__kind", "actor__key", "actor__serial")
    for thing, actor, owner, kind, key, serial in rows.values_list(*columns).iterator():
        if actor in (thing, owner) or (thing, actor) in acting:
            continue
        scope = f"{kind}:{key or serial}"
        scope_of.objects.filter(thing_id=thing, scope=scope).update(scope=f"{MARK}{scope}")
    drafts = scope_of.objects.filter(thing__kind="hub-application", thing__state="draft", scope__startswith="country:")
    drafts.delete()


def unmark(apps: Any, schema_editor: Any) -> None:
    """As it was before."""
    scope_of = apps.get_model("registry", "ScopeOf")
    for row in scope_of.objects.filter(scope__startswith=MARK).iterator():
        row.scope = row.scope.removeprefix(MARK)
        row.save(update_fields=["scope"])


class Migration(migrations.Migration):
    """After the first tables."""

    dependencies = [("registry", "0001_initial")]
    operations = [migrations.RunPython(mark, unmark, elidable=False)]

"""A verified result names its source: the store itself refuses one without. One that slipped through is reported again."""

from __future__ import annotations

from typing import Any

from django.db import migrations, models
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Coalesce, Length, Trim
from django.db.models.lookups import GreaterThan


def report_again(apps: Any, schema_editor: Any) -> None:
    """Takes the state from verified results that name no source."""
    rows = apps.get_model("registry", "Thing").objects.filter(kind="result", state="verified")
    for row in rows:
        if not str(row.fields.get("source") or "").strip():
            row.state = "reported"
            row.save(update_fields=["state"])


class Migration(migrations.Migration):
    """After the partners."""

    dependencies = [("registry", "0002_partners_read_only")]
    operations = [
        migrations.RunPython(report_again, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="thing",
            constraint=models.CheckConstraint(
                condition=~models.Q(kind="result", state="verified")
                | (
                    models.Q(fields__has_key="source")
                    & ~models.Q(fields__source=None)
                    & models.Q(
                        GreaterThan(Length(Trim(Coalesce(KeyTextTransform("source", "fields"), models.Value("")))), 0)
                    )
                ),
                name="verified_result_has_source",
            ),
        ),
    ]

"""The tables of words, for each database in its own way, filled with what is there already."""

import django.db.models.deletion
import local2030.web.search.models
from django.db import migrations, models

TABLES = ("search_things", "search_programmes")


def make(apps, schema_editor):
    for table in TABLES:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"CREATE TABLE {table} (rowid bigint PRIMARY KEY, {table} tsvector NOT NULL)")
            schema_editor.execute(f"CREATE INDEX {table}_words ON {table} USING gin ({table})")
        else:
            schema_editor.execute(
                f"CREATE VIRTUAL TABLE {table} USING fts5(title, body, tokenize = 'ascii', prefix = '3 4')"
            )
            schema_editor.execute(f"INSERT INTO {table}({table}, rank) VALUES ('rank', 'bm25(10.0, 1.0)')")


def fill(apps, schema_editor):
    from local2030.web.search.indexing import file_away, file_programmes

    file_away(apps.get_model("registry", "Thing").objects.order_by("pk").iterator(2000))
    file_programmes(apps.get_model("marker", "Programme").objects.order_by("pk").iterator(2000))


def drop(apps, schema_editor):
    for table in TABLES:
        schema_editor.execute(f"DROP TABLE {table}")


class Migration(migrations.Migration):
    initial = True
    dependencies = [("registry", "0001_initial"), ("marker", "0001_initial")]
    operations = [
        migrations.RunPython(make, drop),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.CreateModel(
            name="ThingWords",
            fields=[
                ("of", models.OneToOneField(db_column="rowid", db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, primary_key=True, related_name="found", serialize=False, to="registry.thing")),
                ("words", local2030.web.search.models.Words(db_column="search_things")),
            ],
            options={"db_table": "search_things", "managed": False},
        ),
        migrations.CreateModel(
            name="ProgrammeWords",
            fields=[
                ("of", models.OneToOneField(db_column="rowid", db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, primary_key=True, related_name="found", serialize=False, to="marker.programme")),
                ("words", local2030.web.search.models.Words(db_column="search_programmes")),
            ],
            options={"db_table": "search_programmes", "managed": False},
        ),
    ]

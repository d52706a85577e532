"""The store refuses to change or delete an entry; the chain's head has its row."""

from django.db import migrations

from local2030.web.history.guards import put_on, take_off
from local2030.web.history.hashing import GENESIS


def begin(apps, schema_editor):
    apps.get_model("history", "Head").objects.get_or_create(id=1, defaults={"number": 0, "hash": GENESIS})
    put_on(schema_editor.connection)


def end(apps, schema_editor):
    take_off(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("history", "0001_initial")]
    operations = [migrations.RunPython(begin, end)]

"""The marker's own log moves into the chain of the history, in its order and with its times; then it goes."""

import secrets
import uuid

from django.db import migrations

from local2030.web.history.hashing import canonical, content_hash, entry_hash, moment

BATCH = 1000


def move(apps, schema_editor):
    Old = apps.get_model("marker", "Entry")
    Head = apps.get_model("history", "Head")
    head = Head.objects.get(id=1)
    number, previous = head.number, head.hash
    entries, contents = [], []
    for row in Old.objects.order_by("id").iterator(chunk_size=BATCH):
        entry, content = linked(apps, row, number + 1, previous)
        number, previous = entry.number, entry.hash
        entries.append(entry)
        contents.append(content)
    apps.get_model("history", "Entry").objects.bulk_create(entries, batch_size=BATCH)
    apps.get_model("history", "Content").objects.bulk_create(contents, batch_size=BATCH)
    Head.objects.update(number=number, hash=previous)


def linked(apps, row, number, previous):
    """Nothing says who might read an old line, so members only."""
    text, salt, act = canonical({"after": row.values} if row.values else {}), secrets.token_hex(16), uuid.uuid4().hex
    codes = (row.deed, row.thing, str(row.thing_id), act, "coalition", content_hash(salt, text), previous)
    names = ("deed", "kind", "serial", "act", "audience", "content_hash", "previous")
    hashed = entry_hash((str(number), moment(row.at), str(row.by_id), *codes))
    entry = apps.get_model("history", "Entry")(
        number=number, at=row.at, by_id=row.by_id, hash=hashed, **dict(zip(names, codes, strict=True))
    )
    return entry, apps.get_model("history", "Content")(entry=entry, salt=salt, text=text)


class Migration(migrations.Migration):
    dependencies = [("marker", "0001_initial"), ("history", "0002_guards")]
    operations = [
        migrations.RunPython(move, migrations.RunPython.noop, elidable=False),
        migrations.DeleteModel(name="Entry"),
    ]

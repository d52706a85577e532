"""What a flush takes away besides the rows of a test: those that the migrations wrote, and the words filed for search.

A test on threads needs true transactions (`django_db(transaction=True)`); after it Django empties every table that it manages.
Whatever test comes next in the same process must find the store as the migrations left it.
"""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db import connection
from django.db.models.signals import post_migrate

WORDS = ("search_things", "search_programmes")  # tables that Django doesn't manage, so a flush leaves their rows
OF_DJANGO = ("auth", "contenttypes")  # it writes these anew itself, after each flush


def put_back_after_each_flush() -> None:
    """Remembers the rows that are there now; whoever flushes afterwards leaves the store as it is now."""
    models = [m for m in apps.get_models() if m._meta.managed and m._meta.app_label not in OF_DJANGO]
    written = [row for model in models for row in model._base_manager.all()]

    def put_back(**signal: Any) -> None:
        if "plan" in signal:  # a migration tells that it was one; a flush has no plan
            return
        for row in written:
            row.save(force_insert=True)
        with connection.cursor() as cursor:
            for table in WORDS:
                cursor.execute(f"DELETE FROM {table}")

    last = list(apps.get_app_configs())[-1]  # a flush tells the apps in turn; once is enough
    post_migrate.connect(put_back, sender=last, weak=False, dispatch_uid="put back what the migrations wrote")

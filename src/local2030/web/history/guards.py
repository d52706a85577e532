"""What the store itself refuses: to change or delete an entry, to change a content other than by blanking it.

No proof against who owns the store, who can take the guards away; the chain proves. They stop mistakes of our own code.
A migration that lays the tables anew must take the guards off first and put them on again (`put_on`, `take_off`).
"""

from __future__ import annotations

from typing import Any

WORDS = "history is only added to"
SQLITE = [
    f"CREATE TRIGGER IF NOT EXISTS history_entry_{name} BEFORE {deed} ON history_entry "
    f"BEGIN SELECT RAISE(ABORT, '{WORDS}'); END"
    for name, deed in (("kept", "DELETE"), ("fixed", "UPDATE"))
] + [
    "CREATE TRIGGER IF NOT EXISTS history_content_kept BEFORE DELETE ON history_content "
    f"BEGIN SELECT RAISE(ABORT, '{WORDS}'); END",
    "CREATE TRIGGER IF NOT EXISTS history_content_fixed BEFORE UPDATE ON history_content "
    "WHEN NEW.text <> '' OR NEW.salt <> '' OR NEW.entry_id <> OLD.entry_id OR NEW.blanked_at IS NULL "
    f"BEGIN SELECT RAISE(ABORT, '{WORDS}'); END",
]
POSTGRESQL = [
    "CREATE OR REPLACE FUNCTION history_refuses() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    f"RAISE EXCEPTION '{WORDS}' USING ERRCODE = 'integrity_constraint_violation'; END $$",
    "CREATE OR REPLACE TRIGGER history_entry_fixed BEFORE UPDATE OR DELETE ON history_entry "
    "FOR EACH ROW EXECUTE FUNCTION history_refuses()",
    "CREATE OR REPLACE TRIGGER history_content_kept BEFORE DELETE ON history_content "
    "FOR EACH ROW EXECUTE FUNCTION history_refuses()",
    "CREATE OR REPLACE TRIGGER history_content_fixed BEFORE UPDATE ON history_content FOR EACH ROW "
    "WHEN (NEW.text <> '' OR NEW.salt <> '' OR NEW.entry_id <> OLD.entry_id OR NEW.blanked_at IS NULL) "
    "EXECUTE FUNCTION history_refuses()",
]
TRIGGERS = ("history_entry_kept", "history_entry_fixed", "history_content_kept", "history_content_fixed")


def put_on(connection: Any) -> None:
    """The guards stand, whether they did before or not."""
    with connection.cursor() as cursor:
        for statement in SQLITE if connection.vendor == "sqlite" else POSTGRESQL:
            cursor.execute(statement)


def take_off(connection: Any) -> None:
    """The guards are gone, whether they stood or not."""
    with connection.cursor() as cursor:
        for name in TRIGGERS:
            of = "" if connection.vendor == "sqlite" else f" ON {name.rpartition('_')[0]}"
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{of}")

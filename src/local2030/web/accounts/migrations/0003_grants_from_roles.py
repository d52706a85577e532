"""The two ordered roles of before become grants: a steward is of the Secretariat, a member of a country team."""

from django.db import migrations

NOW = {"steward": "SEC", "member": "RC"}


def give(apps, schema_editor):
    """A grant everywhere, from the day on which the account was made."""
    User, Grant = apps.get_model("accounts", "User"), apps.get_model("accounts", "Grant")
    Grant.objects.bulk_create(
        Grant(user=user, role=NOW[user.role], scope="", since=user.date_joined.date()) for user in User.objects.all()
    )


class Migration(migrations.Migration):

    dependencies = [("accounts", "0002_grants")]

    operations = [migrations.RunPython(give, migrations.RunPython.noop)]

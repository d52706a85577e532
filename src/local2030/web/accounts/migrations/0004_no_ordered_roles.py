"""One way to say what a person may do: the ordered roles go."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [("accounts", "0003_grants_from_roles")]

    operations = [
        migrations.RemoveConstraint(model_name="user", name="user_role_known"),
        migrations.RemoveField(model_name="user", name="role"),
    ]

"""Forms that were sent in, so that a copy of one makes nothing more."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """After the verified results."""

    dependencies = [("registry", "0003_verified_result_has_source")]
    operations = [
        migrations.CreateModel(
            name="Sent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("hash", models.CharField(max_length=64, unique=True)),
                ("address", models.CharField(blank=True, default="", max_length=500)),
                ("at", models.DateTimeField()),
            ],
        ),
    ]

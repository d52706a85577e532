"""What aid data say of joint programmes, beside the programme of the aid data."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('marker', '0003_audience_words'),
    ]

    operations = [
        migrations.CreateModel(
            name='AidFacts',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('as_of', models.DateField(null=True)),
                ('budget', models.DecimalField(decimal_places=2, max_digits=24, null=True)),
                ('committed', models.DecimalField(decimal_places=2, max_digits=24, null=True)),
                ('currency', models.CharField(blank=True, default='', max_length=3)),
                ('phase', models.CharField(blank=True, default='', max_length=16)),
                ('since', models.DateField(null=True)),
                ('places', models.JSONField(default=list)),
                ('programme', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='joint_facts', to='marker.programme')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
    ]

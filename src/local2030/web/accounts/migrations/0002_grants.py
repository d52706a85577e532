import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='ApiKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100)),
                ('prefix', models.CharField(max_length=16, unique=True)),
                ('hash', models.CharField(max_length=64)),
                ('role', models.CharField(blank=True, choices=[('SEC', 'Secretariat'), ('UN', 'focal point of a UN entity'), ('RC', "Resident Coordinator's office or country team"), ('LRG', 'local or regional government'), ('HUB', 'Hub'), ('KSN', 'Knowledge and Science Network'), ('DON', 'donor'), ('COM', 'communications'), ('WG', 'lead of a Working Group'), ('SC', 'Steering Committee')], default='', max_length=8)),
                ('scope', models.CharField(blank=True, default='', max_length=80)),
                ('made', models.DateTimeField(default=django.utils.timezone.now)),
                ('expires', models.DateTimeField()),
                ('used', models.DateTimeField(null=True)),
                ('revoked', models.DateTimeField(null=True)),
            ],
            options={
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='Grant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('SEC', 'Secretariat'), ('UN', 'focal point of a UN entity'), ('RC', "Resident Coordinator's office or country team"), ('LRG', 'local or regional government'), ('HUB', 'Hub'), ('KSN', 'Knowledge and Science Network'), ('DON', 'donor'), ('COM', 'communications'), ('WG', 'lead of a Working Group'), ('SC', 'Steering Committee')], max_length=8)),
                ('scope', models.CharField(blank=True, default='', max_length=80)),
                ('since', models.DateField(default=django.utils.timezone.localdate)),
                ('until', models.DateField(blank=True, null=True)),
                ('given', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('email', models.EmailField(max_length=254)),
                ('role', models.CharField(choices=[('SEC', 'Secretariat'), ('UN', 'focal point of a UN entity'), ('RC', "Resident Coordinator's office or country team"), ('LRG', 'local or regional government'), ('HUB', 'Hub'), ('KSN', 'Knowledge and Science Network'), ('DON', 'donor'), ('COM', 'communications'), ('WG', 'lead of a Working Group'), ('SC', 'Steering Committee')], max_length=8)),
                ('scope', models.CharField(blank=True, default='', max_length=80)),
                ('until', models.DateField(blank=True, null=True)),
                ('hash', models.CharField(max_length=64, unique=True)),
                ('given', models.DateTimeField(default=django.utils.timezone.now)),
                ('expires', models.DateTimeField()),
                ('taken', models.DateTimeField(null=True)),
                ('withdrawn', models.DateTimeField(null=True)),
            ],
            options={
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='PersonAlias',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('alias', models.CharField(max_length=254)),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.AddField(
            model_name='user',
            name='service',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='apikey',
            name='made_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='apikey',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='keys', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='grant',
            name='given_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='grant',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='grants', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='invitation',
            name='given_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='invitations', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='invitation',
            name='taken_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='personalias',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='aliases', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddIndex(
            model_name='grant',
            index=models.Index(fields=['scope', 'user'], name='accounts_gr_scope_286411_idx'),
        ),
        migrations.AddConstraint(
            model_name='grant',
            constraint=models.CheckConstraint(condition=models.Q(('role__in', ['SEC', 'UN', 'RC', 'LRG', 'HUB', 'KSN', 'DON', 'COM', 'WG', 'SC'])), name='grant_role_known'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.CheckConstraint(condition=models.Q(('role__in', ['SEC', 'UN', 'RC', 'LRG', 'HUB', 'KSN', 'DON', 'COM', 'WG', 'SC'])), name='invitation_role_known'),
        ),
        migrations.AddConstraint(
            model_name='personalias',
            constraint=models.UniqueConstraint(fields=('user', 'alias'), name='alias_once'),
        ),
    ]

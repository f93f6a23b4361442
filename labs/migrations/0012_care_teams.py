"""Care teams, emergency access and notices, with the guards of the first two."""

import django.db.models.deletion
import labs.models.recorded
from django.conf import settings
from django.db import migrations, models

from labs.models import guards


def install(apps, schema_editor):
    guards.install(schema_editor.connection)


class Migration(migrations.Migration):

    dependencies = [
        ("labs", "0011_invitations_and_aliases"),
    ]

    operations = [
        migrations.CreateModel(
            name='BreakGlass',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('act', models.PositiveBigIntegerField()),
                ('by_name', models.CharField(max_length=300)),
                ('at', models.DateTimeField()),
                ('why', models.CharField(blank=True, max_length=500)),
                ('uid', models.CharField(default=labs.models.recorded.new_uid, editable=False, max_length=12)),
                ('version', models.PositiveIntegerField(default=0, editable=False)),
                ('until', models.DateTimeField()),
                ('by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('patient', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='break_glasses', to='labs.patient')),
                ('replaces', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='labs.breakglass')),
            ],
            options={
                'verbose_name_plural': 'break-glass accesses',
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('uid', 'version'), name='breakglass_version_once'), models.CheckConstraint(condition=models.Q(models.Q(('replaces', None), ('version', 0)), models.Q(('replaces__isnull', False), ('version__gt', 0)), _connector='OR'), name='breakglass_replaces_from_version_1'), models.CheckConstraint(condition=models.Q(('version__gt', 0), models.Q(('why', ''), _negated=True), _connector='OR'), name='break_glass_has_its_reason')],
            },
        ),
        migrations.CreateModel(
            name='CareTeamMember',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('act', models.PositiveBigIntegerField()),
                ('by_name', models.CharField(max_length=300)),
                ('at', models.DateTimeField()),
                ('why', models.CharField(blank=True, max_length=500)),
                ('uid', models.CharField(default=labs.models.recorded.new_uid, editable=False, max_length=12)),
                ('version', models.PositiveIntegerField(default=0, editable=False)),
                ('left', models.BooleanField(default=False)),
                ('by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('patient', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='care_team', to='labs.patient')),
                ('replaces', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='labs.careteammember')),
            ],
            options={
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('uid', 'version'), name='careteammember_version_once'), models.CheckConstraint(condition=models.Q(models.Q(('replaces', None), ('version', 0)), models.Q(('replaces__isnull', False), ('version__gt', 0)), _connector='OR'), name='careteammember_replaces_from_version_1'), models.UniqueConstraint(fields=('patient', 'member', 'version'), name='care_team_one_a_member')],
            },
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.CharField(default=labs.models.recorded.new_uid, editable=False, max_length=12, unique=True)),
                ('kind', models.CharField(choices=[('break-glass', 'a clinician opened a record by emergency access')], max_length=20)),
                ('at', models.DateTimeField()),
                ('facts', models.JSONField(default=dict)),
                ('seen_at', models.DateTimeField(null=True)),
                ('clinic', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notices', to='labs.clinic')),
                ('patient', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='labs.patient')),
                ('seen_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('seen_at', None), ('seen_by', None)), models.Q(('seen_at__isnull', False), ('seen_by__isnull', False)), _connector='OR'), name='notice_seen_by_somebody')],
            },
        ),
        migrations.RunPython(install, migrations.RunPython.noop),
    ]

"""The clinic's rule of release: what shares a result by itself, and what holds it.

What was entered before has no rule: sign-offs alone share it, and those of before then do
not share what has a flag. Draws and acts are guarded, and SQLite makes their tables anew:
the guards come back at the end, and on the way back.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from labs.models import guards


def install(apps, schema_editor):
    guards.install(schema_editor.connection)


def forget(apps, schema_editor):
    """Leave the worklist as the earlier program keeps it."""
    apps.get_model("labs", "WorklistItem").objects.filter(kind="due").delete()


class Migration(migrations.Migration):

    dependencies = [
        ("labs", "0012_care_teams"),
    ]

    operations = [
        migrations.RunPython(migrations.RunPython.noop, install),
        migrations.RemoveConstraint(
            model_name='worklistitem',
            name='worklist_draw_once',
        ),
        migrations.RemoveConstraint(
            model_name='worklistitem',
            name='worklist_kind_has_its_row',
        ),
        migrations.AddField(
            model_name='panel',
            name='share_after',
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='release',
            name='flags_seen',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='release',
            name='result_uid',
            field=models.CharField(blank=True, max_length=12),
        ),
        migrations.AddField(
            model_name='release',
            name='until',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name='release',
            name='by',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AlterField(
            model_name='worklistitem',
            name='kind',
            field=models.CharField(choices=[('draw', 'a draw that nobody has signed off as it stands'), ('reopened', 'a decision that rests on results which were corrected since'), ('check', 'a day that a clinician set for the next check'), ('due', "a draw of which the clinic's rule shares a result at `sort_at`")], max_length=8),
        ),
        migrations.AddIndex(
            model_name='worklistitem',
            index=models.Index(condition=models.Q(('kind', 'due')), fields=['sort_at'], name='worklist_due'),
        ),
        migrations.AddConstraint(
            model_name='release',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'held'), ('until__isnull', False)), models.Q(models.Q(('kind', 'held'), _negated=True), ('until', None)), _connector='OR'), name='release_held_until'),
        ),
        migrations.AddConstraint(
            model_name='release',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('by', None), ('kind', 'shared'), models.Q(('result_uid', ''), _negated=True)), models.Q(('by__isnull', False), ('result_uid', '')), _connector='OR'), name='release_by_rule_shares_a_result'),
        ),
        migrations.AddConstraint(
            model_name='worklistitem',
            constraint=models.UniqueConstraint(fields=('panel', 'kind'), name='worklist_draw_once'),
        ),
        migrations.AddConstraint(
            model_name='worklistitem',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decision', None), ('kind__in', ['draw', 'due']), ('panel__isnull', False)), models.Q(('decision__isnull', False), ('kind__in', ['reopened', 'check']), ('panel', None)), _connector='OR'), name='worklist_kind_has_its_row'),
        ),
        migrations.RunPython(migrations.RunPython.noop, forget),
        migrations.RunPython(install, migrations.RunPython.noop),
    ]

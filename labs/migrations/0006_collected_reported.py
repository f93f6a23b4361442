"""The moment of a draw as printed, beside what it is on the clinic's clock.

The table of draws is guarded, and SQLite makes it anew: the guards come back at the end,
and on the way back.
"""

from django.db import migrations, models

from labs.models import guards


def install(apps, schema_editor):
    guards.install(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [
        ("labs", "0005_notes_read"),
    ]

    operations = [
        migrations.RunPython(migrations.RunPython.noop, install),
        migrations.AddField(
            model_name="panel",
            name="collected_reported",
            field=models.CharField(blank=True, default="", max_length=80),
            preserve_default=False,
        ),
        migrations.RunPython(install, migrations.RunPython.noop),
    ]

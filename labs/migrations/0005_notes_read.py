"""Notes that a clinician has read beside one man's results, guarded as all of a record."""

import django.db.models.deletion
import labs.models.recorded
from django.conf import settings
from django.db import migrations, models

from labs.models import guards


def install(apps, schema_editor):
    guards.install(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [
        ("labs", "0004_sought"),
    ]

    operations = [
        migrations.CreateModel(
            name="NoteRead",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("act", models.PositiveBigIntegerField()),
                ("by_name", models.CharField(max_length=300)),
                ("at", models.DateTimeField()),
                ("why", models.CharField(blank=True, max_length=500)),
                (
                    "uid",
                    models.CharField(
                        default=labs.models.recorded.new_uid, editable=False, max_length=12
                    ),
                ),
                ("version", models.PositiveIntegerField(default=0, editable=False)),
                ("note", models.CharField(max_length=64)),
                ("marks", models.TextField(blank=True)),
                (
                    "by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notes_read",
                        to="labs.patient",
                    ),
                ),
                (
                    "replaces",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaced_by",
                        to="labs.noteread",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        fields=("uid", "version"), name="noteread_version_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("replaces", None), ("version", 0)),
                            models.Q(("replaces__isnull", False), ("version__gt", 0)),
                            _connector="OR",
                        ),
                        name="noteread_replaces_from_version_1",
                    ),
                    models.UniqueConstraint(
                        fields=("patient", "by", "note", "version"),
                        name="note_read_one_a_reader",
                    ),
                ],
            },
        ),
        migrations.RunPython(install, migrations.RunPython.noop),
    ]

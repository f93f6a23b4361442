"""A clinician's range, and analytes switched on for one man.

The table of details is guarded, and SQLite makes it anew: the guards come back at the end,
and on the way back.
"""

import django.db.models.deletion
import labs.analytes
import labs.models.patient
import labs.models.recorded
from django.conf import settings
from django.db import migrations, models

from labs.models import guards


def install(apps, schema_editor):
    guards.install(schema_editor.connection)


def lift(apps, schema_editor):
    guards.lift(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [
        ("labs", "0002_guards"),
    ]

    operations = [
        migrations.RunPython(migrations.RunPython.noop, install),
        migrations.AddField(
            model_name="patientdetails",
            name="analytes",
            field=models.JSONField(
                blank=True, default=list, validators=[labs.models.patient.in_catalogue]
            ),
        ),
        migrations.CreateModel(
            name="ClinicianRange",
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
                ("analyte", models.CharField(choices=labs.analytes.choices, max_length=32)),
                ("low", models.CharField(blank=True, max_length=20)),
                ("high", models.CharField(blank=True, max_length=20)),
                ("unit", models.CharField(max_length=16)),
                ("since", models.DateField(verbose_name="from this day on")),
                ("ended", models.BooleanField(default=False)),
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
                        related_name="ranges",
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
                        to="labs.clinicianrange",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        fields=("uid", "version"), name="clinicianrange_version_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("replaces", None), ("version", 0)),
                            models.Q(("replaces__isnull", False), ("version__gt", 0)),
                            _connector="OR",
                        ),
                        name="clinicianrange_replaces_from_version_1",
                    ),
                    models.UniqueConstraint(
                        fields=("patient", "analyte", "version"),
                        name="range_one_an_analyte",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("high", ""), ("low", ""), _negated=True),
                        name="range_has_an_end",
                    ),
                ],
            },
        ),
        migrations.RunPython(install, lift),
    ]

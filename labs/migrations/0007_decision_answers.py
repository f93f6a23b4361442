"""Answers to decisions that a correction opened again, guarded as all of a record."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from labs.models import guards


def install(apps, schema_editor):
    guards.install(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [
        ("labs", "0006_collected_reported"),
    ]

    operations = [
        migrations.CreateModel(
            name="DecisionAnswer",
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
                ("through", models.PositiveBigIntegerField()),
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
                    "decision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answers",
                        to="labs.decision",
                    ),
                ),
                (
                    "new_decision",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="closes",
                        to="labs.decision",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("new_decision__isnull", False),
                            ("why__gt", ""),
                            _connector="OR",
                        ),
                        name="decision_answer_has_reason_or_decision",
                    )
                ],
            },
        ),
        migrations.RunPython(install, migrations.RunPython.noop),
    ]

"""The worklist's own rows, filled once from what the record says."""

import django.db.models.deletion
from django.db import migrations, models

from labs.models import guards

# What `labs.record.worklist` asks, as the tables stood at this migration: a migration
# does not import a room that will change.
DRAWS = """
INSERT INTO labs_worklistitem (clinic_id, patient_id, kind, panel_id, flagged, sort_at)
SELECT patient.clinic_id, panel.patient_id, 'draw', panel.id,
    EXISTS (
        SELECT 1 FROM labs_result result
        WHERE result.panel_id = panel.id AND {has_flags}
        AND NOT EXISTS (SELECT 1 FROM labs_result later WHERE later.replaces_id = result.id)
    ),
    panel.collected_at
FROM labs_panel panel JOIN labs_patient patient ON patient.id = panel.patient_id
WHERE NOT EXISTS (SELECT 1 FROM labs_panel later WHERE later.replaces_id = panel.id)
AND NOT EXISTS ({review})
"""
# A sign-off of a draw that stands, and of all results that it has.
REVIEW = """
SELECT 1 FROM labs_release review
WHERE review.panel_id = {panel}.id AND review.kind = 'reviewed'
AND NOT EXISTS (SELECT 1 FROM labs_release undone WHERE undone.undoes_id = review.id)
AND review.through >= (
    SELECT MAX(result.id) FROM labs_result result WHERE result.panel_id = {panel}.id
)
"""
REOPENED = """
INSERT INTO labs_worklistitem (clinic_id, patient_id, kind, decision_id, flagged, sort_at)
SELECT patient.clinic_id, decision.patient_id, 'reopened', decision.id, {false},
    {decision_day}
FROM labs_decision decision JOIN labs_patient patient ON patient.id = decision.patient_id
WHERE NOT decision.in_error
AND NOT EXISTS (SELECT 1 FROM labs_decision later WHERE later.replaces_id = decision.id)
AND EXISTS (
    SELECT 1 FROM labs_decisionpin pin
    JOIN labs_result pinned ON pinned.id = pin.result_id
    JOIN labs_result later ON later.uid = pinned.uid AND later.id > pinned.id
    WHERE pin.decision_id = decision.id
    AND NOT EXISTS (
        SELECT 1 FROM labs_decisionanswer answer
        JOIN labs_decision answered ON answered.id = answer.decision_id
        WHERE answered.uid = decision.uid AND answer.through >= later.id
        AND NOT EXISTS (
            SELECT 1 FROM labs_decision closing
            JOIN labs_decision stands ON stands.uid = closing.uid
            WHERE closing.id = answer.new_decision_id AND stands.in_error
            AND NOT EXISTS (
                SELECT 1 FROM labs_decision newer WHERE newer.replaces_id = stands.id
            )
        )
    )
)
"""
CHECKS = """
INSERT INTO labs_worklistitem
    (clinic_id, patient_id, kind, decision_id, flagged, sort_at, last_draw)
SELECT patient.clinic_id, decision.patient_id, 'check', decision.id, {false}, {check_day},
    (
        SELECT MAX(panel.collected_on) FROM labs_panel panel
        WHERE panel.patient_id = decision.patient_id AND NOT panel.misfiled
        AND panel.collected_on > decision.date
        AND NOT EXISTS (SELECT 1 FROM labs_panel newer WHERE newer.replaces_id = panel.id)
    )
FROM labs_decision decision JOIN labs_patient patient ON patient.id = decision.patient_id
WHERE decision.next_check IS NOT NULL AND NOT decision.in_error
AND NOT EXISTS (SELECT 1 FROM labs_decision newer WHERE newer.replaces_id = decision.id)
AND NOT EXISTS (
    SELECT 1 FROM labs_decision later
    WHERE later.patient_id = decision.patient_id
    AND later.next_check IS NOT NULL AND NOT later.in_error
    AND (later.date > decision.date OR (later.date = decision.date AND later.id > decision.id))
    AND NOT EXISTS (SELECT 1 FROM labs_decision newer WHERE newer.replaces_id = later.id)
)
AND NOT EXISTS (
    SELECT 1 FROM labs_panel panel
    WHERE panel.patient_id = decision.patient_id AND NOT panel.misfiled
    AND panel.collected_on >= decision.next_check
    AND NOT EXISTS (SELECT 1 FROM labs_panel newer WHERE newer.replaces_id = panel.id)
    AND EXISTS ({review})
)
"""
DIALECTS = {
    "sqlite": {
        "false": "0",
        "has_flags": "result.flags <> '[]'",
        "decision_day": "decision.date || ' 00:00:00'",
        "check_day": "decision.next_check || ' 00:00:00'",
    },
    "postgresql": {
        "false": "false",
        "has_flags": "result.flags <> '[]'::jsonb",
        "decision_day": "decision.date::timestamp AT TIME ZONE 'UTC'",
        "check_day": "decision.next_check::timestamp AT TIME ZONE 'UTC'",
    },
}


def fill(apps, schema_editor):
    review = REVIEW.format(panel="panel")
    words = DIALECTS[schema_editor.connection.vendor]
    with schema_editor.connection.cursor() as cursor:
        for statement in (DRAWS, REOPENED, CHECKS):
            cursor.execute(statement.format(review=review, **words))


def install(apps, schema_editor):
    """Guards that ask for each key by itself."""
    guards.install(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [
        ("labs", "0007_decision_answers"),
    ]

    operations = [
        migrations.CreateModel(
            name="WorklistItem",
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
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("draw", "a draw that nobody has signed off as it stands"),
                            (
                                "reopened",
                                "a decision that rests on results which were corrected since",
                            ),
                            ("check", "a day that a clinician set for the next check"),
                        ],
                        max_length=8,
                    ),
                ),
                ("flagged", models.BooleanField(default=False)),
                ("sort_at", models.DateTimeField()),
                ("last_draw", models.DateField(null=True)),
                (
                    "clinic",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="labs.clinic",
                    ),
                ),
                (
                    "decision",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="labs.decision",
                    ),
                ),
                (
                    "panel",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="labs.panel",
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="labs.patient",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["clinic", "kind", "-flagged", "sort_at", "panel"],
                        name="worklist_in_order",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("panel",), name="worklist_draw_once"),
                    models.UniqueConstraint(
                        fields=("decision", "kind"), name="worklist_decision_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("decision", None),
                                ("kind", "draw"),
                                ("panel__isnull", False),
                            ),
                            models.Q(
                                ("decision__isnull", False),
                                ("kind__in", ["reopened", "check"]),
                                ("panel", None),
                            ),
                            _connector="OR",
                        ),
                        name="worklist_kind_has_its_row",
                    ),
                ],
            },
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.RunPython(install, migrations.RunPython.noop),
    ]

"""Number and name of a man, folded: found alike on both databases, whatever their case.

The table of details is guarded: the guards step aside while its rows are told anew what
they are found by, and stand again at the end and on the way back.
"""

import labs.models.patient
from django.db import migrations

from labs.models import guards
from labs.models.patient import sought_by


def install(apps, schema_editor):
    guards.install(schema_editor.connection)


def fill(apps, schema_editor):
    details = apps.get_model("labs", "PatientDetails").objects.all()
    guards.lift(schema_editor.connection)
    rows = list(details.only("number", "name"))
    for row in rows:
        row.sought = sought_by(row.number, row.name)
    details.bulk_update(rows, ["sought"], batch_size=500)
    guards.install(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [
        ("labs", "0003_clinician_ranges"),
    ]

    operations = [
        migrations.RunPython(migrations.RunPython.noop, install),
        migrations.AddField(
            model_name="patientdetails",
            name="sought",
            field=labs.models.patient.SoughtField(blank=True, default="", editable=False),
            preserve_default=False,
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]

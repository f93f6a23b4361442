"""Events seal the rows of their act; what was there before is sealed once, chain by chain."""

from django.conf import settings
from django.core.management import CommandError
from django.db import migrations, models

from labs.audit.anchor import save_state, set_aside
from labs.audit.earlier import seal_earlier_rows
from labs.audit.keys import KEY_MISSING
from labs.audit.seal import SEALED
from labs.models import guards

VERSION = 1  # of the column lists, as they are here


def seal(apps, schema_editor):
    events = apps.get_model("labs", "AuditEvent")
    chains = sorted(set(events.objects.values_list("chain", flat=True)))
    if not chains:
        return
    if not settings.AUDIT_KEY:
        raise CommandError(KEY_MISSING)
    kinds = apps.get_app_config("labs").get_models()
    sealed = [kind for kind in kinds if kind._meta.db_table in SEALED]
    for chain in chains:
        seal_earlier_rows(chain, events, sealed, VERSION)
    set_aside()  # its lines do not seal one another
    save_state(apps.get_model("labs", "AnchorState")())


def install(apps, schema_editor):
    guards.install(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("labs", "0013_release_rules")]

    operations = [
        migrations.AddField(
            model_name="auditevent",
            name="rows",
            field=models.CharField(blank=True, default="", max_length=120),
        ),
        migrations.AddIndex(
            model_name="auditevent",
            index=models.Index(fields=["chain", "by"], name="audit_by_person"),
        ),
        migrations.CreateModel(
            name="AnchorState",
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
                ("lines", models.PositiveBigIntegerField(default=0)),
                ("last", models.CharField(blank=True, max_length=64)),
                ("heads", models.JSONField(default=dict)),
                ("key", models.CharField(max_length=8)),
                ("seal", models.CharField(max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name="FailedSignIns",
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
                ("address", models.CharField(max_length=64, unique=True)),
                ("told_at", models.DateTimeField()),
                ("untold", models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.RunPython(seal, migrations.RunPython.noop),
        migrations.RunPython(install, migrations.RunPython.noop),
    ]

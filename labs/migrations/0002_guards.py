"""Put the triggers on: what is recorded can only be added to, from any connection."""

from django.db import migrations

from labs.models import guards


def install(apps, schema_editor):
    guards.install(schema_editor.connection)


def lift(apps, schema_editor):
    guards.lift(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("labs", "0001_initial")]

    operations = [migrations.RunPython(install, lift)]

"""The same indicator of the same item has one lineage in all versions and periods."""

from uuid import uuid4

from django.db import migrations


def join(apps, schema_editor):
    """Indicators of one name on items of one lineage are one indicator."""
    Indicator = apps.get_model("plans", "Indicator")
    known = {}
    rows = list(Indicator.objects.select_related("item").only("pk", "name", "item__lineage"))
    for row in rows:
        row.lineage = known.setdefault((row.item.lineage, row.name), uuid4())
    Indicator.objects.bulk_update(rows, ["lineage"], batch_size=200)


class Migration(migrations.Migration):
    dependencies = [("plans", "0020_direction_and_lineage_of_indicators")]

    operations = [migrations.RunPython(join, migrations.RunPython.noop)]

"""Sources of money that Czech plans name most often; the office renames or adds its own."""

from django.db import migrations

from kpss_portal.czech import sort_key

SOURCES = (
    ("státní rozpočet (MPSV)", "state"),
    ("rozpočet kraje", "region"),
    ("rozpočet města", "town"),
    ("příspěvky obcí", "municipalities"),
    ("úhrady uživatelů", "users"),
    ("zdravotní pojišťovny", "insurance"),
    ("evropské fondy", "eu"),
    ("dary a nadace", "donors"),
    ("jiné zdroje", "other"),
)


def add_sources(apps, schema_editor):
    """Only into an empty list."""
    sources = apps.get_model("plans", "FundingSource").objects
    if not sources.exists():
        for position, (name, group) in enumerate(SOURCES, start=1):
            sources.create(name=name, group=group, position=position, sort_key=sort_key(name))


class Migration(migrations.Migration):
    dependencies = [("plans", "0001_initial")]
    operations = [migrations.RunPython(add_sources, migrations.RunPython.noop)]

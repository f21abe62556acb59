from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def say_whose_they_are(apps, _schema_editor):
    entries = apps.get_model("kpss_portal", "SearchEntry").objects.filter(pk=OuterRef("entry"))
    terms = apps.get_model("kpss_portal", "SearchTerm").objects
    terms.update(kind=Subquery(entries.values("kind")), object_id=Subquery(entries.values("object_id")))


class Migration(migrations.Migration):
    dependencies = [("kpss_portal", "0005_one_click_unsubscribe")]

    operations = [
        migrations.AddField(
            "searchterm", "kind", models.CharField(default="", max_length=30, verbose_name="kind"), preserve_default=False
        ),
        migrations.AddField(
            "searchterm",
            "object_id",
            models.PositiveBigIntegerField(default=0, verbose_name="key of the thing"),
            preserve_default=False,
        ),
        migrations.RunPython(say_whose_they_are, migrations.RunPython.noop),
    ]

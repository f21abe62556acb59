from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("kpss_portal", "0006_search_terms_know_their_thing")]

    operations = [
        migrations.AlterField(
            "searchterm", "term", models.CharField(max_length=60, verbose_name="word of search")
        ),
        migrations.AddIndex(
            "searchterm",
            models.Index(
                fields=["term", "kind", "weight", "object_id"],
                name="search_term_things",
                opclasses=["varchar_pattern_ops", "varchar_ops", "int2_ops", "int8_ops"],
            ),
        ),
    ]

import django.db.models.deletion
import kpss_portal.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("community", "0001_initial"), ("services_catalog", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Synonym",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "words",
                    models.TextField(
                        help_text="Words and phrases divided by commas, for example: helper for grandma, meals at home.",
                        verbose_name="how people say it",
                    ),
                ),
                (
                    "means",
                    models.CharField(
                        blank=True,
                        help_text="Other words that are looked for as well.",
                        max_length=200,
                        verbose_name="means the same as",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="note")),
                (
                    "sort_key",
                    kpss_portal.fields.SortKeyField("words", db_index=True, default="", editable=False, max_length=400),
                ),
                (
                    "service_types",
                    models.ManyToManyField(
                        blank=True,
                        related_name="+",
                        to="services_catalog.servicetype",
                        verbose_name="kinds of services",
                    ),
                ),
                (
                    "services",
                    models.ManyToManyField(
                        blank=True, related_name="+", to="services_catalog.service", verbose_name="services"
                    ),
                ),
                (
                    "situations",
                    models.ManyToManyField(
                        blank=True,
                        related_name="+",
                        to="services_catalog.lifesituation",
                        verbose_name="life situations",
                    ),
                ),
                (
                    "target_groups",
                    models.ManyToManyField(
                        blank=True, related_name="+", to="services_catalog.targetgroup", verbose_name="target groups"
                    ),
                ),
            ],
            options={
                "verbose_name": "word of the street",
                "verbose_name_plural": "words of the street",
                "ordering": ["sort_key", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("words", ""), _negated=True),
                        name="synonym_has_words",
                        violation_error_message="Write at least one word.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="UnmetSearch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("words", models.CharField(max_length=120, verbose_name="words")),
                ("day", models.DateField(db_index=True, verbose_name="day")),
                ("count", models.PositiveIntegerField(default=1, verbose_name="how many times")),
                (
                    "municipality",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="community.municipality",
                        verbose_name="chosen municipality",
                    ),
                ),
            ],
            options={
                "verbose_name": "search without result",
                "verbose_name_plural": "searches without result",
                "ordering": ["-day", "words"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("municipality__isnull", False)),
                        fields=("words", "municipality", "day"),
                        name="unmet_search_once_a_day_there",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("municipality__isnull", True)),
                        fields=("words", "day"),
                        name="unmet_search_once_a_day_anywhere",
                    ),
                ],
            },
        ),
    ]

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import community.models.territory_map


class Migration(migrations.Migration):
    dependencies = [("community", "0001_initial"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.CreateModel(
            name="TerritoryMap",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "file",
                    models.FileField(
                        help_text="GeoJSON with municipalities of the territory, in degrees (WGS 84), at most 5 MB.",
                        max_length=200,
                        upload_to=community.models.territory_map.map_name,
                        verbose_name="file with boundaries",
                    ),
                ),
                ("sha256", models.CharField(editable=False, max_length=64, verbose_name="checksum")),
                ("shapes", models.JSONField(default=list, editable=False, verbose_name="shapes")),
                (
                    "source",
                    models.CharField(
                        help_text="It stands under the map, for example ČÚZK, RÚIAN.",
                        max_length=200,
                        verbose_name="source",
                    ),
                ),
                ("as_of", models.DateField(verbose_name="as of")),
                (
                    "is_schematic",
                    models.BooleanField(
                        default=False,
                        help_text="The map says that these are not the true boundaries.",
                        verbose_name="schematic",
                    ),
                ),
                ("uploaded_at", models.DateTimeField(auto_now_add=True, verbose_name="uploaded at")),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="uploaded by",
                    ),
                ),
            ],
            options={
                "verbose_name": "map of the territory",
                "verbose_name_plural": "maps of the territory",
                "ordering": ["-uploaded_at", "-pk"],
            },
        ),
    ]

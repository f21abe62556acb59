import django.core.validators
from django.db import migrations, models

import kpss_portal.origins


class Migration(migrations.Migration):
    dependencies = [("community", "0002_territory_map")]

    operations = [
        migrations.AddField(
            model_name="office",
            name="map_tiles_url",
            field=models.CharField(
                blank=True,
                help_text="A detailed background for the map, only if you have an agreement for it. A visitor sees it after pressing a button, since their browser then asks another server. For example https://mapy.example/{z}/{x}/{y}.png.",
                max_length=250,
                validators=[kpss_portal.origins.check_tiles],
                verbose_name="address of map tiles",
            ),
        ),
        migrations.AddField(
            model_name="office",
            name="map_tiles_attribution",
            field=models.CharField(blank=True, max_length=150, verbose_name="whose the map tiles are"),
        ),
        migrations.AddField(
            model_name="office",
            name="map_tiles_max_zoom",
            field=models.PositiveSmallIntegerField(
                blank=True,
                null=True,
                validators=[
                    django.core.validators.MinValueValidator(8),
                    django.core.validators.MaxValueValidator(22),
                ],
                verbose_name="largest zoom of map tiles",
            ),
        ),
        migrations.AddConstraint(
            model_name="office",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("map_tiles_attribution", ""), ("map_tiles_max_zoom__isnull", True), ("map_tiles_url", "")
                    ),
                    models.Q(
                        models.Q(("map_tiles_url", ""), _negated=True),
                        models.Q(("map_tiles_attribution", ""), _negated=True),
                        ("map_tiles_max_zoom__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="office_map_tiles_whole",
                violation_error_message="Map tiles need their address, whose they are, and the largest zoom; or none of it.",
            ),
        ),
    ]

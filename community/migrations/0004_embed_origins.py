from django.db import migrations, models

import kpss_portal.origins


class Migration(migrations.Migration):
    dependencies = [("community", "0003_map_tiles")]

    operations = [
        migrations.AddField(
            model_name="municipality",
            name="embed_origins",
            field=models.TextField(
                blank=True,
                help_text="One a line, for example https://www.obec.cz. The web of the municipality itself may always do so, if it is secure.",
                validators=[kpss_portal.origins.check_origins],
                verbose_name="webs that may show services of the municipality",
            ),
        ),
    ]

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("plans", "0007_needs"),
    ]

    operations = [
        migrations.AddField(
            model_name="analysis",
            name="area",
            field=models.ForeignKey(
                blank=True,
                help_text="Of a SWOT: one for each planning area; empty means the whole plan.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="analyses",
                to="community.planningarea",
                verbose_name="for whom",
            ),
        ),
        migrations.AddField(
            model_name="analysis",
            name="opportunities",
            field=models.TextField(blank=True, help_text="Each on its own line.", verbose_name="opportunities"),
        ),
        migrations.AddField(
            model_name="analysis",
            name="strengths",
            field=models.TextField(blank=True, help_text="Each on its own line.", verbose_name="strengths"),
        ),
        migrations.AddField(
            model_name="analysis",
            name="threats",
            field=models.TextField(blank=True, help_text="Each on its own line.", verbose_name="threats"),
        ),
        migrations.AddField(
            model_name="analysis",
            name="weaknesses",
            field=models.TextField(blank=True, help_text="Each on its own line.", verbose_name="weaknesses"),
        ),
    ]

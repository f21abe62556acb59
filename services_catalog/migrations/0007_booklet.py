"""The printed catalogue in its sizes."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("kpss_portal", "0003_sender_count"),
        ("services_catalog", "0006_card_details"),
    ]

    operations = [
        migrations.CreateModel(
            name='Booklet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('size', models.CharField(choices=[('normal', 'usual print'), ('large', 'large print')], max_length=6, unique=True, verbose_name='size')),
                ('hidden_places', models.JSONField(blank=True, default=list, verbose_name='places that were secret')),
                ('checked_at', models.DateTimeField(blank=True, null=True, verbose_name='compared with the catalogue at')),
            ],
            options={
                'verbose_name': 'printed catalogue',
                'verbose_name_plural': 'printed catalogue',
                'ordering': ['-size'],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('size__in', ['normal', 'large'])), name='booklet_size_known', violation_error_message='This value is not offered.'),
                ],
            },
        ),
        migrations.AddField(
            model_name='booklet',
            name='document',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kpss_portal.storeddocument', verbose_name='edition that is given out'),
        ),
        migrations.AddField(
            model_name='booklet',
            name='making',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='kpss_portal.storeddocument', verbose_name='edition that is being made'),
        ),
    ]

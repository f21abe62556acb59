from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("community", "0005_obstacle"),
    ]

    operations = [
        migrations.AddField(
            model_name="office",
            name="accessibility_assessor",
            field=models.CharField(
                blank=True,
                help_text="Fill in if it was not the office itself.",
                max_length=150,
                verbose_name="who assessed it",
            ),
        ),
        migrations.AddField(
            model_name="office",
            name="accessibility_burden",
            field=models.TextField(
                blank=True,
                help_text="Only what the office has assessed by § 7 of the Act; say how else people get it.",
                verbose_name="what would be a disproportionate burden",
            ),
        ),
        migrations.AddField(
            model_name="office",
            name="accessibility_method",
            field=models.CharField(
                choices=[("self", "self-assessment"), ("third_party", "assessment by somebody else")],
                default="self",
                max_length=12,
                verbose_name="how it was assessed",
            ),
        ),
        migrations.AddField(
            model_name="office",
            name="accessibility_outside",
            field=models.TextField(
                blank=True,
                help_text="For example documents published before 23 September 2018.",
                verbose_name="what the Act does not cover",
            ),
        ),
        migrations.AddField(
            model_name="office",
            name="security_email",
            field=models.EmailField(
                blank=True,
                help_text="Published in security.txt for those who look for weaknesses. Empty means the e-mail of the office.",
                max_length=254,
                verbose_name="where to report a weakness of the portal",
            ),
        ),
        migrations.AddField(
            model_name="office",
            name="supervisor_name",
            field=models.CharField(
                default="Digitální a informační agentura", max_length=120, verbose_name="who supervises accessibility"
            ),
        ),
        migrations.AddField(
            model_name="office",
            name="supervisor_url",
            field=models.URLField(default="https://www.dia.gov.cz/", verbose_name="web of the supervising body"),
        ),
        migrations.AlterField(
            model_name="office",
            name="accessibility_exceptions",
            field=models.TextField(
                blank=True,
                help_text="What cannot be used by everybody and why; say how else people get it.",
                verbose_name="what does not meet the standard",
            ),
        ),
        migrations.AddConstraint(
            model_name="office",
            constraint=models.CheckConstraint(
                condition=models.Q(("accessibility_method__in", ["self", "third_party"])),
                name="office_method_known",
                violation_error_message="This value is not offered.",
            ),
        ),
        migrations.AddConstraint(
            model_name="office",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("accessibility_method", "self"),
                    models.Q(("accessibility_assessor", ""), _negated=True),
                    _connector="OR",
                ),
                name="office_assessor_named",
                violation_error_message="Write who assessed the portal.",
            ),
        ),
    ]

import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("plans", "0009_pool_of_projects"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SelfAssessment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "title",
                    models.CharField(
                        help_text="For example Self-assessment for the year 2026.", max_length=200, verbose_name="title"
                    ),
                ),
                ("assessed_on", models.DateField(verbose_name="assessed on")),
                (
                    "assessed_with",
                    models.CharField(
                        blank=True,
                        help_text="Groups and bodies, not private persons.",
                        max_length=250,
                        verbose_name="who assessed it",
                    ),
                ),
                ("conclusion", models.TextField(blank=True, verbose_name="what we will do better")),
                ("published_at", models.DateTimeField(editable=False, null=True, verbose_name="published at")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed at")),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="self_assessments",
                        to="plans.plan",
                        verbose_name="plan",
                    ),
                ),
                (
                    "published_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="published by",
                    ),
                ),
            ],
            options={
                "verbose_name": "self-assessment",
                "verbose_name_plural": "self-assessments",
                "ordering": ["-assessed_on", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("published_at__isnull", False), ("published_by__isnull", False)),
                            models.Q(("published_at__isnull", True), ("published_by__isnull", True)),
                            _connector="OR",
                        ),
                        name="self_assessment_publication_whole",
                        violation_error_message="Publishing needs its time and its author.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="AssessedArea",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "area",
                    models.CharField(
                        choices=[
                            ("legitimacy", "legitimacy"),
                            ("situation", "description of the current situation"),
                            ("people", "qualification and competence"),
                            ("process", "management of the process"),
                            ("involvement", "involvement"),
                            ("plan", "plan"),
                            ("information", "information"),
                            ("improvement", "improving the process"),
                        ],
                        editable=False,
                        max_length=12,
                        verbose_name="area of quality",
                    ),
                ),
                (
                    "grade",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("met", "met"),
                            ("mostly", "mostly met"),
                            ("partly", "partly met"),
                            ("not_met", "not met"),
                        ],
                        max_length=8,
                        verbose_name="our judgement",
                    ),
                ),
                ("words", models.TextField(blank=True, verbose_name="in our words")),
                ("facts", models.JSONField(default=list, editable=False, verbose_name="what the portal counted")),
                (
                    "assessment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="areas",
                        to="plans.selfassessment",
                        verbose_name="self-assessment",
                    ),
                ),
            ],
            options={
                "verbose_name": "assessed area",
                "verbose_name_plural": "assessed areas",
                "ordering": ["assessment", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("assessment", "area"),
                        name="assessed_area_once",
                        violation_error_message="This area stands here twice.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "area__in",
                                [
                                    "legitimacy",
                                    "situation",
                                    "people",
                                    "process",
                                    "involvement",
                                    "plan",
                                    "information",
                                    "improvement",
                                ],
                            )
                        ),
                        name="assessed_area_known",
                        violation_error_message="This value is not offered.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("grade__in", ["", "met", "mostly", "partly", "not_met"])),
                        name="assessed_grade_known",
                        violation_error_message="This value is not offered.",
                    ),
                ],
            },
        ),
    ]

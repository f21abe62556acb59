import django.core.validators
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("plans", "0008_swot_by_area"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ProjectIdea",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("number", models.PositiveIntegerField(editable=False, verbose_name="number")),
                ("title", models.CharField(max_length=250, verbose_name="name")),
                ("description", models.TextField(blank=True, verbose_name="description")),
                (
                    "promoter",
                    models.CharField(
                        help_text="An organisation or a municipality, not a private person.",
                        max_length=200,
                        verbose_name="who wants to do it",
                    ),
                ),
                (
                    "readiness",
                    models.CharField(
                        choices=[
                            ("idea", "idea"),
                            ("study", "study"),
                            ("documented", "project documentation"),
                            ("permitted", "ready to begin"),
                            ("funded", "has its money"),
                            ("running", "in progress"),
                            ("done", "finished"),
                            ("dropped", "dropped"),
                        ],
                        default="idea",
                        max_length=10,
                        verbose_name="readiness",
                    ),
                ),
                (
                    "readiness_note",
                    models.CharField(blank=True, max_length=300, verbose_name="what is ready and what is missing"),
                ),
                ("as_of", models.DateField(verbose_name="as of")),
                ("is_investment", models.BooleanField(default=False, verbose_name="investment")),
                (
                    "budget_czk",
                    models.BigIntegerField(
                        blank=True,
                        help_text="Empty means that it is not known.",
                        null=True,
                        verbose_name="budget in CZK",
                    ),
                ),
                ("funding_text", models.CharField(blank=True, max_length=300, verbose_name="sources of money")),
                (
                    "starts_year",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1990),
                            django.core.validators.MaxValueValidator(2100),
                        ],
                        verbose_name="from the year",
                    ),
                ),
                (
                    "ends_year",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1990),
                            django.core.validators.MaxValueValidator(2100),
                        ],
                        verbose_name="to the year",
                    ),
                ),
                ("is_public", models.BooleanField(default=True, verbose_name="public")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed at")),
                (
                    "area",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="projects",
                        to="community.planningarea",
                        verbose_name="for whom",
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        blank=True,
                        help_text="Empty means the whole territory.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="projects",
                        to="community.municipality",
                        verbose_name="municipality",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="projects",
                        to="plans.plan",
                        verbose_name="plan",
                    ),
                ),
            ],
            options={
                "verbose_name": "project in the pool",
                "verbose_name_plural": "pool of projects",
                "ordering": ["plan", "number"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("plan", "number"),
                        name="project_number_once_per_plan",
                        violation_error_message="Another project has this number.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "readiness__in",
                                ["idea", "study", "documented", "permitted", "funded", "running", "done", "dropped"],
                            )
                        ),
                        name="project_readiness_known",
                        violation_error_message="This value is not offered.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("budget_czk__gte", 0), ("budget_czk__isnull", True), _connector="OR"),
                        name="project_budget_not_negative",
                        violation_error_message="The number cannot be negative.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_year__gte", models.F("starts_year")),
                            ("ends_year__isnull", True),
                            ("starts_year__isnull", True),
                            _connector="OR",
                        ),
                        name="project_ends_after_start",
                        violation_error_message="A project cannot end before it starts.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ProjectLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("item_lineage", models.UUIDField(db_index=True, verbose_name="item of the plan")),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="links",
                        to="plans.projectidea",
                        verbose_name="project in the pool",
                    ),
                ),
            ],
            options={
                "verbose_name": "item that the project fulfils",
                "verbose_name_plural": "items that the project fulfils",
                "ordering": ["project", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("project", "item_lineage"),
                        name="project_link_once",
                        violation_error_message="The project fulfils this item already.",
                    )
                ],
            },
        ),
    ]

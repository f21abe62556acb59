import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("community", "0004_embed_origins"),
        ("plans", "0006_council_packets"),
        ("surveys", "0002_result_sets"),
        ("working_groups", "0003_minutes_decisions_tasks"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Need",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("number", models.PositiveIntegerField(editable=False, verbose_name="number")),
                (
                    "statement",
                    models.CharField(
                        help_text="One sentence about people: who lacks what, and where.",
                        max_length=300,
                        verbose_name="need",
                    ),
                ),
                ("detail", models.TextField(blank=True, verbose_name="more about it")),
                (
                    "origin",
                    models.CharField(
                        choices=[
                            ("survey", "table of a survey"),
                            ("figure", "figure of an analysis"),
                            ("searches", "searches without result"),
                            ("minutes", "minutes of a group"),
                            ("suggestion", "suggestion of people"),
                            ("other", "other"),
                        ],
                        default="other",
                        max_length=10,
                        verbose_name="how we know",
                    ),
                ),
                (
                    "found_on",
                    models.DateField(help_text="The day of the source, not of writing it down.", verbose_name="as of"),
                ),
                (
                    "source_text",
                    models.CharField(
                        blank=True,
                        help_text="What was found and where, so that it stays understandable even when the source is gone.",
                        max_length=300,
                        verbose_name="source in words",
                    ),
                ),
                ("survey_question", models.CharField(blank=True, max_length=6, verbose_name="number of the question")),
                (
                    "search_words",
                    models.CharField(blank=True, max_length=120, verbose_name="words that people searched for"),
                ),
                (
                    "people_count",
                    models.PositiveIntegerField(
                        blank=True,
                        help_text="Answers or searches, as the source counts them.",
                        null=True,
                        verbose_name="how many",
                    ),
                ),
                (
                    "set_aside",
                    models.TextField(
                        blank=True,
                        help_text="Fill in only when the plan will not answer this need; everybody reads it.",
                        verbose_name="why no item answers it",
                    ),
                ),
                ("is_public", models.BooleanField(default=True, verbose_name="public")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="written down at")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed at")),
                (
                    "area",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="needs",
                        to="community.planningarea",
                        verbose_name="for whom",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="written down by",
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="needs",
                        to="working_groups.meeting",
                        verbose_name="meeting",
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        blank=True,
                        help_text="Empty means the whole territory.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="needs",
                        to="community.municipality",
                        verbose_name="municipality",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="needs",
                        to="plans.plan",
                        verbose_name="collected for the plan",
                    ),
                ),
                (
                    "survey",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="needs",
                        to="surveys.survey",
                        verbose_name="survey",
                    ),
                ),
                (
                    "table",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="needs",
                        to="plans.analysistable",
                        verbose_name="table of an analysis",
                    ),
                ),
            ],
            options={
                "verbose_name": "need",
                "verbose_name_plural": "needs",
                "ordering": ["plan", "number"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("plan", "number"),
                        name="need_number_once_per_plan",
                        violation_error_message="Another need has this number.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("origin__in", ["survey", "figure", "searches", "minutes", "suggestion", "other"])
                        ),
                        name="need_origin_known",
                        violation_error_message="This value is not offered.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("origin", "survey"), _negated=True),
                            models.Q(("survey__isnull", False), models.Q(("survey_question", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="need_of_survey_names_question",
                        violation_error_message="A need from a survey names the survey and the question.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("origin", "minutes"), _negated=True), ("meeting__isnull", False), _connector="OR"
                        ),
                        name="need_of_minutes_names_meeting",
                        violation_error_message="A need from minutes names the meeting.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("origin", "searches"), _negated=True),
                            models.Q(("search_words", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="need_of_searches_names_words",
                        violation_error_message="A need from searches names the words.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("origin__in", ["figure", "other"]), _negated=True),
                            models.Q(("source_text", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="need_has_source_in_words",
                        violation_error_message="Say in words where the need was found.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="NeedLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("item_lineage", models.UUIDField(db_index=True, verbose_name="item of the plan")),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="how it answers the need")),
                (
                    "need",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="links",
                        to="plans.need",
                        verbose_name="need",
                    ),
                ),
            ],
            options={
                "verbose_name": "item that answers the need",
                "verbose_name_plural": "items that answer the need",
                "ordering": ["need", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("need", "item_lineage"),
                        name="need_link_once",
                        violation_error_message="This item answers the need already.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="NeedSuggestion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("text", models.TextField(verbose_name="what people lack")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("quarantine", "in quarantine"),
                            ("waiting", "waits"),
                            ("accepted", "accepted as a need"),
                            ("joined", "joined to a need"),
                            ("declined", "declined"),
                        ],
                        default="waiting",
                        editable=False,
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("answer", models.TextField(blank=True, verbose_name="answer")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="came at")),
                ("decided_at", models.DateTimeField(editable=False, null=True, verbose_name="decided at")),
                (
                    "area",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="community.planningarea",
                        verbose_name="for whom",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="decided by",
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="community.municipality",
                        verbose_name="municipality",
                    ),
                ),
                (
                    "need",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="suggestions",
                        to="plans.need",
                        verbose_name="need",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="need_suggestions",
                        to="plans.plan",
                        verbose_name="plan",
                    ),
                ),
            ],
            options={
                "verbose_name": "suggestion of a need",
                "verbose_name_plural": "suggestions of needs",
                "ordering": ["-created_at", "-pk"],
                "indexes": [models.Index(fields=["state", "created_at"], name="need_suggestion_queue")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["quarantine", "waiting", "accepted", "joined", "declined"])),
                        name="need_suggestion_state_known",
                        violation_error_message="This value is not offered.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at__isnull", False), ("decided_by__isnull", False)),
                            models.Q(("decided_at__isnull", True), ("decided_by__isnull", True)),
                            _connector="OR",
                        ),
                        name="need_suggestion_decision_whole",
                        violation_error_message="A decision needs both its time and its author.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", frozenset(["quarantine", "waiting"])),
                            ("decided_at__isnull", False),
                            _connector="OR",
                        ),
                        name="need_suggestion_decided_has_time",
                        violation_error_message="A decision needs both its time and its author.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["accepted", "joined"]), _negated=True),
                            ("need__isnull", False),
                            _connector="OR",
                        ),
                        name="need_suggestion_taken_has_need",
                        violation_error_message="Say which need it became.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "declined"), _negated=True),
                            models.Q(("answer", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="need_suggestion_declined_has_reason",
                        violation_error_message="Say why; it will be sent to the writer.",
                    ),
                ],
            },
        ),
    ]

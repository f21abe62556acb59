"""Rounds of verification, what providers propose, what people write."""

import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '__first__'),
        ('services_catalog', '0002_vocabulary'),
    ]

    operations = [
        migrations.CreateModel(
            name='VerificationRound',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=150, verbose_name='title')),
                ('message', models.TextField(blank=True, help_text='Stands at the beginning of the mail; may stay empty.', verbose_name='words to providers')),
                ('covers_all', models.BooleanField(default=True, verbose_name='all public services')),
                ('first_reminder_on', models.DateField(blank=True, null=True, verbose_name='first reminder on')),
                ('second_reminder_on', models.DateField(blank=True, null=True, verbose_name='second reminder on')),
                ('deadline_on', models.DateField(verbose_name='answers until')),
                ('state', models.CharField(choices=[('draft', 'being prepared'), ('running', 'running'), ('closed', 'closed')], default='draft', editable=False, max_length=10, verbose_name='state')),
                ('started_at', models.DateTimeField(editable=False, null=True, verbose_name='started at')),
                ('closed_at', models.DateTimeField(editable=False, null=True, verbose_name='closed at')),
                ('chosen_services', models.ManyToManyField(blank=True, help_text='Only these, unless all are asked.', related_name='+', to='services_catalog.service', verbose_name='chosen services')),
                ('closed_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='closed by')),
                ('started_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='started by')),
            ],
            options={
                'verbose_name': 'round of verification',
                'verbose_name_plural': 'rounds of verification',
                'ordering': ['-deadline_on', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'running', 'closed'])), name='round_state_known', violation_error_message='This value is not offered.'), models.CheckConstraint(condition=models.Q(models.Q(('started_at__isnull', False), ('started_by__isnull', False)), models.Q(('started_at__isnull', True), ('started_by__isnull', True)), _connector='OR'), name='round_start_whole', violation_error_message='A start needs its time and its author.'), models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', False), ('closed_by__isnull', False)), models.Q(('closed_at__isnull', True), ('closed_by__isnull', True)), _connector='OR'), name='round_close_whole', violation_error_message='A closing needs its time and its author.'), models.CheckConstraint(condition=models.Q(('state', 'draft'), ('started_at__isnull', False), _connector='OR'), name='round_runs_since_its_start', violation_error_message='A round that runs must have been started.'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'closed'), _negated=True), ('closed_at__isnull', False), _connector='OR'), name='round_closed_has_time', violation_error_message='A round that is over must have been closed.'), models.CheckConstraint(condition=models.Q(('second_reminder_on__gte', models.F('first_reminder_on')), ('second_reminder_on__isnull', True), ('first_reminder_on__isnull', True), _connector='OR'), name='round_reminders_in_order', violation_error_message='The second reminder cannot come before the first one.'), models.CheckConstraint(condition=models.Q(('deadline_on__gte', models.F('second_reminder_on')), ('deadline_on__isnull', True), ('second_reminder_on__isnull', True), _connector='OR'), name='round_second_reminder_in_time', violation_error_message='A reminder after the last day makes no sense.'), models.CheckConstraint(condition=models.Q(('deadline_on__gte', models.F('first_reminder_on')), ('deadline_on__isnull', True), ('first_reminder_on__isnull', True), _connector='OR'), name='round_first_reminder_in_time', violation_error_message='A reminder after the last day makes no sense.')],
            },
        ),
        migrations.CreateModel(
            name='VerificationRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('state', models.CharField(choices=[('waiting', 'waits for the provider'), ('confirmed', 'confirmed'), ('proposed', 'corrections wait for the office'), ('settled', 'corrections settled'), ('unanswered', 'without an answer')], default='waiting', max_length=10, verbose_name='state')),
                ('sent_to', models.EmailField(blank=True, max_length=254, verbose_name='asked at')),
                ('sent_at', models.DateTimeField(null=True, verbose_name='asked when')),
                ('reminder_count', models.PositiveSmallIntegerField(default=0, verbose_name='reminders')),
                ('answered_at', models.DateTimeField(null=True, verbose_name='answered at')),
                ('answered_by', models.CharField(max_length=120, null=True, verbose_name='answered by')),
                ('service', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='verifications', to='services_catalog.service', verbose_name='service')),
                ('round', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='requests', to='services_catalog.verificationround', verbose_name='round of verification')),
            ],
            options={
                'verbose_name': 'request to verify',
                'verbose_name_plural': 'requests to verify',
                'ordering': ['round', 'service__sort_key', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('round', 'service'), name='verification_request_once_in_round'), models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'confirmed', 'proposed', 'settled', 'unanswered'])), name='verification_request_state_known', violation_error_message='This value is not offered.'), models.CheckConstraint(condition=models.Q(models.Q(('answered_at__isnull', False), ('answered_by__isnull', False)), models.Q(('answered_at__isnull', True), ('answered_by__isnull', True)), _connector='OR'), name='verification_answer_whole', violation_error_message='An answer needs both its time and its author.'), models.CheckConstraint(condition=models.Q(models.Q(('answered_at__isnull', True), ('state__in', ['waiting', 'unanswered'])), models.Q(models.Q(('state__in', ['waiting', 'unanswered']), _negated=True), ('answered_at__isnull', False)), _connector='OR'), name='verification_answer_has_time', violation_error_message='An answered request needs the time of the answer.')],
            },
        ),
        migrations.CreateModel(
            name='VerificationCode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code_hash', models.CharField(max_length=64, verbose_name='checksum of the code')),
                ('browser_hash', models.CharField(max_length=64, verbose_name='checksum of the browser')),
                ('address_hash', models.CharField(db_index=True, max_length=64, verbose_name='checksum of the address')),
                ('tries_left', models.PositiveSmallIntegerField(default=5, verbose_name='tries left')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='made at')),
                ('expires_at', models.DateTimeField(verbose_name='good until')),
                ('used_at', models.DateTimeField(null=True, verbose_name='used at')),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='codes', to='services_catalog.verificationrequest', verbose_name='request to verify')),
            ],
            options={
                'verbose_name': 'code by mail',
                'verbose_name_plural': 'codes by mail',
                'ordering': ['-created_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Suggestion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('kind', models.CharField(choices=[('mistake', 'mistake on a card'), ('new_service', 'service that is missing')], max_length=12, verbose_name='kind')),
                ('service_name', models.CharField(blank=True, max_length=200, verbose_name='name of the service')),
                ('provider_name', models.CharField(blank=True, max_length=200, verbose_name='who provides it')),
                ('contact', models.CharField(blank=True, max_length=250, verbose_name='phone, e-mail or web of the service')),
                ('text', models.TextField(verbose_name='what people write')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail of the writer')),
                ('state', models.CharField(choices=[('waiting', 'waiting for a decision'), ('quarantine', 'looks like spam'), ('done', 'settled'), ('declined', 'declined')], default='waiting', max_length=10, verbose_name='state')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='came at')),
                ('answer', models.TextField(blank=True, verbose_name='answer')),
                ('decided_at', models.DateTimeField(null=True, verbose_name='decided at')),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='decided by')),
                ('service', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='suggestions', to='services_catalog.service', verbose_name='service')),
            ],
            options={
                'verbose_name': 'message about the catalogue',
                'verbose_name_plural': 'messages about the catalogue',
                'ordering': ['-created_at', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['mistake', 'new_service'])), name='suggestion_kind_known', violation_error_message='This value is not offered.'), models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'quarantine', 'done', 'declined'])), name='suggestion_state_known', violation_error_message='This value is not offered.'), models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', False), ('decided_by__isnull', False)), models.Q(('decided_at__isnull', True), ('decided_by__isnull', True)), _connector='OR'), name='suggestion_decision_whole', violation_error_message='A decision needs both its time and its author.'), models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'quarantine']), ('decided_at__isnull', False), _connector='OR'), name='suggestion_decided_has_time', violation_error_message='A decision needs both its time and its author.')],
            },
        ),
        migrations.CreateModel(
            name='ProposedChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('field', models.CharField(max_length=40, verbose_name='field')),
                ('old_value', models.TextField(blank=True, verbose_name='stood there')),
                ('new_value', models.TextField(blank=True, verbose_name='should stand there')),
                ('final_value', models.TextField(blank=True, verbose_name='stands there now')),
                ('state', models.CharField(choices=[('waiting', 'waiting for a decision'), ('accepted', 'accepted'), ('edited', 'accepted with an edit'), ('declined', 'declined'), ('superseded', 'replaced by a later one')], default='waiting', max_length=10, verbose_name='state')),
                ('reason', models.TextField(blank=True, verbose_name='reason')),
                ('proposed_at', models.DateTimeField(auto_now_add=True, verbose_name='proposed at')),
                ('decided_at', models.DateTimeField(null=True, verbose_name='decided at')),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='decided by')),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='changes', to='services_catalog.verificationrequest', verbose_name='request to verify')),
            ],
            options={
                'verbose_name': 'proposed correction',
                'verbose_name_plural': 'proposed corrections',
                'ordering': ['request', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'accepted', 'edited', 'declined', 'superseded'])), name='proposed_change_state_known', violation_error_message='This value is not offered.'), models.UniqueConstraint(condition=models.Q(('state', 'waiting')), fields=('request', 'field'), name='proposed_change_one_waits_per_field'), models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', False), ('decided_by__isnull', False)), models.Q(('decided_at__isnull', True), ('decided_by__isnull', True)), _connector='OR'), name='proposed_change_decision_whole', violation_error_message='A decision needs both its time and its author.'), models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('state__in', ['waiting', 'superseded'])), models.Q(models.Q(('state__in', ['waiting', 'superseded']), _negated=True), ('decided_at__isnull', False)), _connector='OR'), name='proposed_change_decided_has_time', violation_error_message='A decision needs both its time and its author.'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'declined'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='proposed_change_declined_has_reason', violation_error_message='Say why, the provider will read it.'), models.CheckConstraint(condition=models.Q(('new_value', models.F('old_value')), _negated=True), name='proposed_change_changes', violation_error_message='This changes nothing.')],
            },
        ),
    ]

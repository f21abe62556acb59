"""The state register: its comparisons, the queue of differences, accepted batches."""

import django.db.models.deletion
import services_catalog.models.register
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '__first__'),
        ('services_catalog', '0004_verification'),
    ]

    operations = [
        migrations.CreateModel(
            name='RegisterBatch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('applied_at', models.DateTimeField(auto_now_add=True, verbose_name='accepted at')),
                ('difference_count', models.PositiveIntegerField(default=0, verbose_name='differences')),
                ('journal', models.JSONField(default=list, verbose_name='what stood there before')),
                ('undone_at', models.DateTimeField(null=True, verbose_name='undone at')),
                ('applied_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='accepted by')),
                ('undone_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='undone by')),
            ],
            options={
                'verbose_name': 'accepted batch',
                'verbose_name_plural': 'accepted batches',
                'ordering': ['-applied_at', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('undone_at__isnull', False), ('undone_by__isnull', False)), models.Q(('undone_at__isnull', True), ('undone_by__isnull', True)), _connector='OR'), name='register_undo_whole', violation_error_message='An undo needs both its time and its author.')],
            },
        ),
        migrations.CreateModel(
            name='RegisterImport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('filename', models.CharField(max_length=200, verbose_name='file')),
                ('file', models.FileField(blank=True, max_length=200, upload_to=services_catalog.models.register.register_file_name, verbose_name='uploaded file')),
                ('file_sha256', models.CharField(blank=True, max_length=64, verbose_name='checksum of the file')),
                ('code_lists', models.JSONField(blank=True, default=dict, verbose_name='code lists')),
                ('state', models.CharField(choices=[('waiting', 'waiting'), ('reading', 'being read'), ('done', 'compared'), ('stopped', 'stopped: the count has moved'), ('failed', 'failed')], default='waiting', max_length=10, verbose_name='state')),
                ('percent', models.PositiveSmallIntegerField(default=0, verbose_name='done, per cent')),
                ('message', models.TextField(blank=True, verbose_name='message')),
                ('unknown_codes', models.JSONField(blank=True, default=list, verbose_name='unknown values')),
                ('notes', models.JSONField(blank=True, default=list, verbose_name='notes')),
                ('override_reason', models.CharField(blank=True, help_text='Somebody confirmed with this reason that the moved count of services is right.', max_length=250, verbose_name='why the count of services moved')),
                ('services_total', models.PositiveIntegerField(null=True, verbose_name='services in the file')),
                ('facilities_total', models.PositiveIntegerField(null=True, verbose_name='places in the file')),
                ('kept_total', models.PositiveIntegerField(null=True, verbose_name='services of the territory')),
                ('left_out_emails', models.PositiveIntegerField(default=0, verbose_name='e-mails of persons left out')),
                ('new_count', models.PositiveIntegerField(default=0, verbose_name='new services')),
                ('changed_count', models.PositiveIntegerField(default=0, verbose_name='changed facts')),
                ('ended_count', models.PositiveIntegerField(default=0, verbose_name='ended services')),
                ('settled_count', models.PositiveIntegerField(default=0, verbose_name='no longer differences')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='started at')),
                ('finished_at', models.DateTimeField(null=True, verbose_name='finished at')),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='started by')),
            ],
            options={
                'verbose_name': 'comparison with the register',
                'verbose_name_plural': 'comparisons with the register',
                'ordering': ['-created_at', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'reading', 'done', 'stopped', 'failed'])), name='register_import_state_known', violation_error_message='This value is not offered.'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'done'), _negated=True), models.Q(('finished_at__isnull', False), ('kept_total__isnull', False), ('services_total__isnull', False)), _connector='OR'), name='register_import_done_has_counts', violation_error_message='A finished comparison needs its time and its counts.')],
            },
        ),
        migrations.CreateModel(
            name='RegisterDifference',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('kind', models.CharField(choices=[('new', 'new service'), ('changed', 'changed fact'), ('ended', 'end of the service')], max_length=8, verbose_name='kind')),
                ('subject', models.CharField(db_index=True, max_length=20, verbose_name='key in the register')),
                ('title', models.CharField(max_length=200, verbose_name='name')),
                ('provider_name', models.CharField(blank=True, max_length=200, verbose_name='provider')),
                ('kept_because', models.CharField(blank=True, max_length=10, verbose_name='why it is ours')),
                ('field', models.CharField(max_length=20, verbose_name='what')),
                ('before', models.JSONField(null=True, verbose_name='in the catalogue')),
                ('after', models.JSONField(null=True, verbose_name='in the register')),
                ('fingerprint', models.CharField(max_length=64, verbose_name='checksum')),
                ('is_alarm', models.BooleanField(default=False, verbose_name='pressing')),
                ('state', models.CharField(choices=[('waiting', 'waiting for a decision'), ('accepted', 'accepted'), ('declined', 'declined'), ('settled', 'no longer a difference')], default='waiting', max_length=8, verbose_name='state')),
                ('decided_at', models.DateTimeField(null=True, verbose_name='decided at')),
                ('reason', models.CharField(blank=True, max_length=250, verbose_name='reason')),
                ('batch', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='differences', to='services_catalog.registerbatch', verbose_name='accepted batch')),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='decided by')),
                ('service', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='register_differences', to='services_catalog.service', verbose_name='service')),
                ('found_in', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='differences', to='services_catalog.registerimport', verbose_name='found in the comparison')),
            ],
            options={
                'verbose_name': 'difference from the register',
                'verbose_name_plural': 'differences from the register',
                'ordering': ['provider_name', 'title', 'subject', 'field', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['new', 'changed', 'ended'])), name='difference_kind_known', violation_error_message='This value is not offered.'), models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'accepted', 'declined', 'settled'])), name='difference_state_known', violation_error_message='This value is not offered.'), models.UniqueConstraint(condition=models.Q(('state', 'waiting')), fields=('subject', 'field'), name='difference_waits_once', violation_error_message='This difference waits already.'), models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', False), ('decided_by__isnull', False)), models.Q(('decided_at__isnull', True), ('decided_by__isnull', True)), _connector='OR'), name='difference_decision_whole', violation_error_message='A decision needs both its time and its author.'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['accepted', 'declined']), _negated=True), ('decided_at__isnull', False), _connector='OR'), name='difference_decided_has_time', violation_error_message='A decision needs both its time and its author.')],
                'indexes': [models.Index(fields=['state', 'subject', 'field'], name='difference_by_state')],
            },
        ),
    ]

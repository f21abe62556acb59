"""Tables of surveys."""

import django.core.serializers.json
import django.core.validators
import django.db.models.deletion
import surveys.keys
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '__first__'),
        ('community', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Survey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(help_text='Part of the web address; it stays for ever.', max_length=80, unique=True, verbose_name='address')),
                ('title', models.CharField(max_length=200, verbose_name='title')),
                ('audience', models.CharField(choices=[('public', 'everybody'), ('seniors', 'seniors'), ('carers', 'family carers'), ('users', 'users of services'), ('providers', 'providers of services'), ('mayors', 'mayors'), ('other', 'others')], default='public', max_length=12, verbose_name='for whom')),
                ('intro', models.TextField(blank=True, help_text='Why you ask, how long it takes, where a paper form is returned and when results come.', verbose_name='introduction')),
                ('thanks', models.TextField(blank=True, help_text='Shown after sending: what happens next and when results come.', verbose_name='thanks')),
                ('anonymity', models.CharField(choices=[('anonymous', 'anonymous: nobody can find out who answered'), ('named', 'named: the organisation says who it is and the office sees its answers')], default='anonymous', help_text='It cannot be changed after opening, in either direction.', max_length=10, verbose_name='anonymity')),
                ('is_sensitive', models.BooleanField(default=False, help_text='Health, disability, abuse, debts, minorities: results then hide groups smaller than ten.', verbose_name='asks about sensitive things')),
                ('threshold', models.PositiveSmallIntegerField(default=5, help_text='Results hide groups with fewer answers: five usually, ten for sensitive surveys, never under three.', validators=[django.core.validators.MinValueValidator(3), django.core.validators.MaxValueValidator(100)], verbose_name='smallest group shown')),
                ('has_open_web', models.BooleanField(default=True, verbose_name='on the web, open to all')),
                ('has_codes', models.BooleanField(default=False, verbose_name='on the web by one-use codes')),
                ('has_paper', models.BooleanField(default=False, verbose_name='on paper, entered by the office')),
                ('opens_at', models.DateTimeField(blank=True, help_text='Empty: as soon as you open it.', null=True, verbose_name='opens')),
                ('closes_at', models.DateTimeField(blank=True, help_text='Those who have begun get thirty minutes more.', null=True, verbose_name='closes')),
                ('languages', models.JSONField(blank=True, default=list, verbose_name='other variants of the texts')),
                ('retention_months', models.PositiveSmallIntegerField(default=12, help_text='After closing. Then single answers are deleted; published results stay.', validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(120)], verbose_name='answers are kept, months')),
                ('is_quick_poll', models.BooleanField(default=False, help_text='A single question, answered on the first page.', verbose_name='quick poll on the first page')),
                ('state', models.CharField(choices=[('draft', 'draft'), ('open', 'open'), ('closed', 'closed'), ('published', 'published'), ('withdrawn', 'withdrawn')], default='draft', editable=False, max_length=10, verbose_name='state')),
                ('opened_at', models.DateTimeField(editable=False, null=True, verbose_name='opened at')),
                ('closed_at', models.DateTimeField(editable=False, null=True, verbose_name='closed at')),
                ('is_settled', models.BooleanField(default=False, editable=False, help_text='Answers were mixed after closing.', verbose_name='settled')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created at')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='changed at')),
                ('opened_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='opened by')),
            ],
            options={
                'verbose_name': 'survey',
                'verbose_name_plural': 'surveys',
                'ordering': ['-created_at', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'open', 'closed', 'published', 'withdrawn'])), name='survey_state_known', violation_error_message='This value is not offered.'), models.CheckConstraint(condition=models.Q(('audience__in', ['public', 'seniors', 'carers', 'users', 'providers', 'mayors', 'other'])), name='survey_audience_known', violation_error_message='This value is not offered.'), models.CheckConstraint(condition=models.Q(('anonymity__in', ['anonymous', 'named'])), name='survey_anonymity_known', violation_error_message='This value is not offered.'), models.CheckConstraint(condition=models.Q(('closes_at__gte', models.F('opens_at')), ('closes_at__isnull', True), ('opens_at__isnull', True), _connector='OR'), name='survey_closes_after_opening', violation_error_message='A survey cannot close before it opens.'), models.CheckConstraint(condition=models.Q(models.Q(('opened_at__isnull', False), ('opened_by__isnull', False)), models.Q(('opened_at__isnull', True), ('opened_by__isnull', True)), _connector='OR'), name='survey_opening_whole', violation_error_message='An opening needs both its time and its author.'), models.CheckConstraint(condition=models.Q(('threshold__gte', 3)), name='survey_threshold_at_least_three', violation_error_message='The smallest group shown cannot be under three.'), models.CheckConstraint(condition=models.Q(('is_sensitive', False), ('threshold__gte', 10), _connector='OR'), name='survey_sensitive_hides_more', violation_error_message='A sensitive survey hides groups smaller than ten.'), models.CheckConstraint(condition=models.Q(('has_open_web', True), ('has_codes', True), ('has_paper', True), _connector='OR'), name='survey_has_a_way_in', violation_error_message='Choose at least one way in which people can answer.'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['open', 'closed', 'published']), _negated=True), ('opened_at__isnull', False), _connector='OR'), name='survey_open_was_opened', violation_error_message='This state is reached only through opening.'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'draft'), _negated=True), ('opened_at__isnull', True), _connector='OR'), name='survey_opened_is_no_draft', violation_error_message='An opened survey does not become a draft again.'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['closed', 'published']), _negated=True), ('closed_at__isnull', False), _connector='OR'), name='survey_closed_has_its_time', violation_error_message='A closed survey needs the time of its closing.')],
            },
        ),
        migrations.CreateModel(
            name='CodeBook',
            fields=[
                ('survey', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='code_book', serialize=False, to='surveys.survey', verbose_name='survey')),
                ('count', models.PositiveIntegerField(default=0, editable=False, verbose_name='codes made')),
                ('spent', models.BinaryField(default=bytes, verbose_name='spent codes')),
            ],
            options={
                'verbose_name': 'book of codes',
                'verbose_name_plural': 'books of codes',
            },
        ),
        migrations.CreateModel(
            name='AccessCode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(editable=False, verbose_name='place in the book of codes')),
                ('digest', models.CharField(editable=False, max_length=64, unique=True, verbose_name='digest')),
                ('survey', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='codes', to='surveys.survey', verbose_name='survey')),
            ],
            options={
                'verbose_name': 'one-use code',
                'verbose_name_plural': 'one-use codes',
                'ordering': ['digest'],
                'constraints': [models.UniqueConstraint(fields=('survey', 'number'), name='code_number_once_per_survey', violation_error_message='Two codes have the same place.')],
            },
        ),
        migrations.CreateModel(
            name='PaperBatch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('label', models.CharField(help_text='Write it on the pile, for example A.', max_length=60, verbose_name='name of the batch')),
                ('place', models.CharField(max_length=150, verbose_name='place of collection')),
                ('received_on', models.DateField(verbose_name='received on')),
                ('is_double', models.BooleanField(default=False, help_text='Each form is typed in twice; differences are settled.', verbose_name='double entry')),
                ('state', models.CharField(choices=[('open', 'being entered'), ('closed', 'finished')], default='open', editable=False, max_length=6, verbose_name='state')),
                ('closed_at', models.DateTimeField(editable=False, null=True, verbose_name='finished at')),
                ('valid_count', models.PositiveIntegerField(default=0, editable=False, verbose_name='valid forms')),
                ('invalid_count', models.PositiveIntegerField(default=0, editable=False, verbose_name='invalid forms')),
                ('settled_count', models.PositiveIntegerField(default=0, editable=False, verbose_name='forms with differences')),
                ('closed_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='finished by')),
                ('created_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='founded by')),
                ('municipality', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.municipality', verbose_name='municipality')),
                ('survey', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='batches', to='surveys.survey', verbose_name='survey')),
            ],
            options={
                'verbose_name': 'batch of paper forms',
                'verbose_name_plural': 'batches of paper forms',
                'ordering': ['survey', 'label'],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['open', 'closed'])), name='batch_state_known', violation_error_message='This value is not offered.'), models.UniqueConstraint(fields=('survey', 'label'), name='batch_label_once_per_survey', violation_error_message='Another batch has this name.'), models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', False), ('closed_by__isnull', False)), models.Q(('closed_at__isnull', True), ('closed_by__isnull', True)), _connector='OR'), name='batch_closing_whole', violation_error_message='A finish needs both its time and its author.'), models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', True), ('state', 'open')), models.Q(('closed_at__isnull', False), ('state', 'closed')), _connector='OR'), name='batch_closed_has_its_time', violation_error_message='A finished batch needs the time of its finish.')],
            },
        ),
        migrations.CreateModel(
            name='PaperSheet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(verbose_name='number of the form')),
                ('is_invalid', models.BooleanField(default=False, help_text='Empty, torn, a joke.', verbose_name='invalid form')),
                ('first', models.JSONField(blank=True, null=True, verbose_name='first entry')),
                ('second', models.JSONField(blank=True, null=True, verbose_name='second entry')),
                ('settled', models.JSONField(blank=True, null=True, verbose_name='settled answers')),
                ('batch', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sheets', to='surveys.paperbatch', verbose_name='batch of paper forms')),
                ('first_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='first entry by')),
                ('second_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='second entry by')),
            ],
            options={
                'verbose_name': 'paper form',
                'verbose_name_plural': 'paper forms',
                'ordering': ['batch', 'number'],
                'constraints': [models.UniqueConstraint(fields=('batch', 'number'), name='sheet_number_once_per_batch', violation_error_message='This number is in the batch already.'), models.CheckConstraint(condition=models.Q(models.Q(('second__isnull', False), ('second_by__isnull', False)), models.Q(('second__isnull', True), ('second_by__isnull', True)), _connector='OR'), name='sheet_second_entry_whole', violation_error_message='A second entry needs both answers and its author.')],
            },
        ),
        migrations.CreateModel(
            name='Response',
            fields=[
                ('id', surveys.keys.RandomKeyField(default=surveys.keys.random_key, editable=False, primary_key=True, serialize=False)),
                ('channel', models.CharField(choices=[('web', 'web, open to all'), ('code', 'web, by a one-use code'), ('paper', 'paper or interview, entered by the office'), ('test', 'trial before opening')], max_length=5, verbose_name='way')),
                ('answered_on', models.DateField(verbose_name='day')),
                ('state', models.CharField(choices=[('valid', 'counted'), ('invalid', 'invalid'), ('quarantined', 'set aside: perhaps a robot')], default='valid', max_length=11, verbose_name='state')),
                ('answers', models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder, verbose_name='answers')),
                ('batch', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='responses', to='surveys.paperbatch', verbose_name='batch of paper forms')),
                ('survey', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='responses', to='surveys.survey', verbose_name='survey')),
            ],
            options={
                'verbose_name': 'response',
                'verbose_name_plural': 'responses',
                'constraints': [models.CheckConstraint(condition=models.Q(('channel__in', ['web', 'code', 'paper', 'test'])), name='response_channel_known', violation_error_message='This value is not offered.'), models.CheckConstraint(condition=models.Q(('state__in', ['valid', 'invalid', 'quarantined'])), name='response_state_known', violation_error_message='This value is not offered.'), models.CheckConstraint(condition=models.Q(models.Q(('batch__isnull', False), ('channel', 'paper')), models.Q(models.Q(('channel', 'paper'), _negated=True), ('batch', None)), _connector='OR'), name='response_paper_has_its_batch', violation_error_message='Paper forms belong to a batch, other answers do not.')],
            },
        ),
        migrations.CreateModel(
            name='Section',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('translations', models.JSONField(blank=True, default=dict, verbose_name='other variants of the texts')),
                ('position', models.PositiveSmallIntegerField(default=1, editable=False, verbose_name='order')),
                ('title', models.CharField(max_length=200, verbose_name='title')),
                ('text', models.TextField(blank=True, verbose_name='introduction')),
                ('survey', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sections', to='surveys.survey', verbose_name='survey')),
            ],
            options={
                'verbose_name': 'section',
                'verbose_name_plural': 'sections',
                'ordering': ['survey', 'position', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Question',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('translations', models.JSONField(blank=True, default=dict, verbose_name='other variants of the texts')),
                ('position', models.PositiveSmallIntegerField(default=1, editable=False, verbose_name='order')),
                ('code', models.CharField(blank=True, editable=False, max_length=6, verbose_name='number')),
                ('is_sub', models.BooleanField(default=False, help_text='It is numbered 3a, 3b instead of 4, 5.', verbose_name='goes on with the question before')),
                ('kind', models.CharField(choices=[('one', 'one choice'), ('several', 'several choices'), ('scale', 'scale'), ('matrix', 'table of rows with the same choices'), ('ranking', 'ranking'), ('number', 'number'), ('date', 'date'), ('year', 'year'), ('age_band', 'age band'), ('municipality', 'municipality'), ('service_type', 'kind of service'), ('short_text', 'short text'), ('long_text', 'long text'), ('info', 'information without an answer')], default='one', max_length=12, verbose_name='kind')),
                ('text', models.CharField(max_length=500, verbose_name='question')),
                ('help', models.CharField(blank=True, help_text='One short sentence.', max_length=500, verbose_name='help')),
                ('is_required', models.BooleanField(default=False, verbose_name='required')),
                ('limit', models.PositiveSmallIntegerField(blank=True, help_text='Of several choices or of a ranking; empty: any number.', null=True, verbose_name='most choices')),
                ('scale_min', models.SmallIntegerField(default=1, verbose_name='scale from')),
                ('scale_max', models.SmallIntegerField(default=5, verbose_name='scale to')),
                ('scale_min_label', models.CharField(blank=True, max_length=80, verbose_name='meaning of the lowest')),
                ('scale_max_label', models.CharField(blank=True, max_length=80, verbose_name='meaning of the highest')),
                ('has_dont_know', models.BooleanField(default=False, verbose_name="offers “I don't know”")),
                ('least', models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True, verbose_name='least')),
                ('most', models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True, verbose_name='most')),
                ('unit', models.CharField(blank=True, max_length=40, verbose_name='unit')),
                ('survey', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='questions', to='surveys.survey', verbose_name='survey')),
                ('section', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='questions', to='surveys.section', verbose_name='section')),
            ],
            options={
                'verbose_name': 'question',
                'verbose_name_plural': 'questions',
                'ordering': ['section__position', 'position', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['one', 'several', 'scale', 'matrix', 'ranking', 'number', 'date', 'year', 'age_band', 'municipality', 'service_type', 'short_text', 'long_text', 'info'])), name='question_kind_known', violation_error_message='This value is not offered.'), models.UniqueConstraint(condition=models.Q(('code', ''), _negated=True), fields=('survey', 'code'), name='question_code_once_per_survey', violation_error_message='Two questions have the same number.'), models.CheckConstraint(condition=models.Q(('most__gte', models.F('least')), ('most__isnull', True), ('least__isnull', True), _connector='OR'), name='question_bounds_in_order', violation_error_message='The most cannot be under the least.'), models.CheckConstraint(condition=models.Q(('scale_max__gt', models.F('scale_min')), ('scale_max__lte', 10), ('scale_min__gte', 0)), name='question_scale_makes_sense', violation_error_message='A scale goes upwards, from zero at the lowest to ten at the highest.'), models.CheckConstraint(condition=models.Q(('limit__isnull', True), ('limit__gte', 1), _connector='OR'), name='question_limit_positive', violation_error_message='At least one choice must be allowed.')],
            },
        ),
        migrations.CreateModel(
            name='MatrixRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('translations', models.JSONField(blank=True, default=dict, verbose_name='other variants of the texts')),
                ('value', models.PositiveSmallIntegerField(verbose_name='number')),
                ('position', models.PositiveSmallIntegerField(default=1, verbose_name='order')),
                ('text', models.CharField(max_length=200, verbose_name='row')),
                ('question', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rows', to='surveys.question', verbose_name='question')),
            ],
            options={
                'verbose_name': 'row of a table',
                'verbose_name_plural': 'rows of a table',
                'ordering': ['question', 'position', 'value'],
                'constraints': [models.UniqueConstraint(fields=('question', 'value'), name='row_value_once_per_question', violation_error_message='Two rows have the same number.')],
            },
        ),
        migrations.CreateModel(
            name='Choice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('translations', models.JSONField(blank=True, default=dict, verbose_name='other variants of the texts')),
                ('value', models.PositiveSmallIntegerField(verbose_name='number')),
                ('position', models.PositiveSmallIntegerField(default=1, verbose_name='order')),
                ('text', models.CharField(max_length=200, verbose_name='choice')),
                ('is_exclusive', models.BooleanField(default=False, help_text='For example: with nothing, I know none.', verbose_name='excludes the others')),
                ('question', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='choices', to='surveys.question', verbose_name='question')),
            ],
            options={
                'verbose_name': 'choice',
                'verbose_name_plural': 'choices',
                'ordering': ['question', 'position', 'value'],
                'constraints': [models.UniqueConstraint(fields=('question', 'value'), name='choice_value_once_per_question', violation_error_message='Two choices have the same number.')],
            },
        ),
        migrations.CreateModel(
            name='Condition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('values', models.JSONField(default=list, verbose_name='shown for these answers')),
                ('question', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='conditions', to='surveys.question', verbose_name='question')),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.RESTRICT, related_name='decides', to='surveys.question', verbose_name='by the answer to the question')),
                ('section', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='conditions', to='surveys.section', verbose_name='section')),
            ],
            options={
                'verbose_name': 'condition',
                'verbose_name_plural': 'conditions',
                'ordering': ['pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('question__isnull', True), ('section__isnull', False)), models.Q(('question__isnull', False), ('section__isnull', True)), _connector='OR'), name='condition_has_one_target', violation_error_message='A condition belongs to a question or to a section.'), models.CheckConstraint(condition=models.Q(('question__isnull', True), models.Q(('question', models.F('source')), _negated=True), _connector='OR'), name='condition_not_on_itself', violation_error_message='A question cannot be shown by its own answer.')],
            },
        ),
        migrations.CreateModel(
            name='SurveyMunicipality',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('addressed', models.PositiveIntegerField(blank=True, help_text='The whole group asked, not only those reached.', null=True, verbose_name='people addressed')),
                ('paper_forms', models.PositiveIntegerField(blank=True, null=True, verbose_name='paper forms given out')),
                ('code_slips', models.PositiveIntegerField(blank=True, null=True, verbose_name='slips with codes given out')),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.municipality', verbose_name='municipality')),
                ('survey', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='municipalities', to='surveys.survey', verbose_name='survey')),
            ],
            options={
                'verbose_name': 'municipality asked',
                'verbose_name_plural': 'municipalities asked',
                'ordering': ['municipality__sort_key'],
                'constraints': [models.UniqueConstraint(fields=('survey', 'municipality'), name='survey_asks_municipality_once', violation_error_message='This municipality is listed twice.')],
            },
        ),
        migrations.CreateModel(
            name='UnfinishedSheet',
            fields=[
                ('id', surveys.keys.RandomKeyField(default=surveys.keys.random_key, editable=False, primary_key=True, serialize=False)),
                ('key_digest', models.CharField(editable=False, max_length=64, unique=True, verbose_name='digest of the key')),
                ('sealed', models.BinaryField(verbose_name='sealed answers')),
                ('expires_on', models.DateField(db_index=True, editable=False, verbose_name='deleted on')),
                ('survey', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='unfinished', to='surveys.survey', verbose_name='survey')),
            ],
            options={
                'verbose_name': 'unfinished answers',
                'verbose_name_plural': 'unfinished answers',
            },
        ),
    ]

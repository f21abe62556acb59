"""What a card says besides the register: free places, days with other hours, money, quick exit."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('services_catalog', '0005_register'),
    ]

    operations = [
        migrations.CreateModel(
            name='HoursException',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('form', models.CharField(blank=True, choices=[('outpatient', 'outpatient'), ('field', 'field'), ('residential', 'residential')], help_text='Empty: it concerns all forms of the service.', max_length=12, verbose_name='form')),
                ('starts_on', models.DateField(verbose_name='from the day')),
                ('ends_on', models.DateField(verbose_name='to the day (inclusive)')),
                ('opens', models.TimeField(blank=True, help_text='Empty: closed all day.', null=True, verbose_name='opens at')),
                ('closes', models.TimeField(blank=True, null=True, verbose_name='closes at')),
                ('note', models.CharField(blank=True, max_length=150, verbose_name='note')),
                ('service', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='hours_exceptions', to='services_catalog.service', verbose_name='service')),
            ],
            options={
                'verbose_name': 'exception to hours',
                'verbose_name_plural': 'exceptions to hours',
                'ordering': ['service', 'starts_on', 'opens', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('form__in', ['', 'outpatient', 'field', 'residential'])), name='hours_exception_form_known', violation_error_message='This value is not offered.'), models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on')), ('ends_on__isnull', True), ('starts_on__isnull', True), _connector='OR'), name='hours_exception_days_in_order', violation_error_message='The last day is before the first one.'), models.CheckConstraint(condition=models.Q(models.Q(('closes__isnull', False), ('opens__isnull', False)), models.Q(('closes__isnull', True), ('opens__isnull', True)), _connector='OR'), name='hours_exception_whole', violation_error_message='Say both when it opens and when it closes; for a closed day leave both empty.'), models.CheckConstraint(condition=models.Q(('opens__isnull', True), ('closes__gt', models.F('opens')), _connector='OR'), name='hours_exception_closes_after_opening', violation_error_message='Closing must be after opening.')],
            },
        ),
        migrations.AddField(
            model_name='offeredform',
            name='is_closed_on_holidays',
            field=models.BooleanField(default=False, verbose_name='closed on public holidays'),
        ),
        migrations.AddField(
            model_name='place',
            name='note',
            field=models.CharField(blank=True, help_text='A bus stop, an entrance without steps.', max_length=200, verbose_name='how to get there'),
        ),
        migrations.AddField(
            model_name='place',
            name='phone',
            field=models.CharField(blank=True, max_length=40, verbose_name='phone of the place'),
        ),
        migrations.AddField(
            model_name='service',
            name='financed_by',
            field=models.CharField(blank=True, help_text='For example: subsidy of the region, contributions of municipalities, payments of clients.', max_length=250, verbose_name='how it is financed'),
        ),
        migrations.AddField(
            model_name='service',
            name='free_places',
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='free places'),
        ),
        migrations.AddField(
            model_name='service',
            name='free_places_expire_on',
            field=models.DateField(blank=True, help_text='After this day nobody sees it any more.', null=True, verbose_name='the statement holds until'),
        ),
        migrations.AddField(
            model_name='service',
            name='free_places_stated_on',
            field=models.DateField(blank=True, null=True, verbose_name='free places stated on'),
        ),
        migrations.AddField(
            model_name='service',
            name='has_quick_exit',
            field=models.BooleanField(default=False, help_text='For services for victims of violence: the page shows a button that opens a harmless page.', verbose_name='offers to leave the page fast'),
        ),
        migrations.AddField(
            model_name='service',
            name='is_in_regional_network',
            field=models.BooleanField(blank=True, null=True, verbose_name='in the network of the region'),
        ),
        migrations.AddField(
            model_name='service',
            name='network_note',
            field=models.CharField(blank=True, help_text='For example: minimal network of the town 2026.', max_length=150, verbose_name='other networks'),
        ),
        migrations.AddField(
            model_name='service',
            name='waiting_list_note',
            field=models.CharField(blank=True, help_text='For example: full, one waits for about three months.', max_length=200, verbose_name='waiting list in words'),
        ),
        migrations.AddConstraint(
            model_name='service',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('free_places_expire_on__isnull', False), ('free_places_stated_on__isnull', False)), models.Q(('free_places_expire_on__isnull', True), ('free_places_stated_on__isnull', True)), _connector='OR'), name='service_free_places_dated', violation_error_message='A statement of free places needs the day it was made and the day until which it holds.'),
        ),
        migrations.AddConstraint(
            model_name='service',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('free_places__isnull', True), ('waiting_list_note', '')), ('free_places_stated_on__isnull', False), _connector='OR'), name='service_free_places_have_dates', violation_error_message='Say on which day the free places were stated and until when it holds.'),
        ),
        migrations.AddConstraint(
            model_name='service',
            constraint=models.CheckConstraint(condition=models.Q(('free_places_expire_on__gte', models.F('free_places_stated_on')), ('free_places_expire_on__isnull', True), ('free_places_stated_on__isnull', True), _connector='OR'), name='service_free_places_in_order', violation_error_message='The statement cannot end before it was made.'),
        ),
        migrations.AddConstraint(
            model_name='service',
            constraint=models.CheckConstraint(condition=models.Q(('free_places__gte', 0), ('free_places__isnull', True), _connector='OR'), name='service_free_places_not_negative', violation_error_message='The number cannot be negative.'),
        ),
    ]

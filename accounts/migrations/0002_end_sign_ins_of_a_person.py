from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='user',
            name='sessions_round',
            field=models.PositiveIntegerField(default=0, editable=False, help_text='Raised when all sign-ins of the person are ended.', verbose_name='round of sign-ins'),
        ),
    ]

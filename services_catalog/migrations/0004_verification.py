from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("services_catalog", "0003_card_details")]

    operations = []

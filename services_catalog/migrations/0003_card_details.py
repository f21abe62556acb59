from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("services_catalog", "0002_vocabulary")]

    operations = []

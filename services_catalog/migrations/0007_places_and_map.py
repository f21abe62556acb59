from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("services_catalog", "0006_column_mapping")]

    operations = []

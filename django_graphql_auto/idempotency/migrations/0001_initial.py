from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='IdempotencyKey',
            fields=[
                ('owner', models.CharField(editable=False, max_length=64, primary_key=True, serialize=False)),
                ('request', models.CharField(editable=False, max_length=64)),
                ('outcomes', models.JSONField(default=dict, editable=False)),
                ('asked', models.DateTimeField(editable=False)),
                ('expires', models.DateTimeField(db_index=True, editable=False)),
            ],
        ),
    ]

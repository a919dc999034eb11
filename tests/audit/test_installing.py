"""What happens when a project installs the app, in a process of its own."""

import os
import subprocess
import sys
import textwrap

PROJECT = """
import django
from django.conf import settings

settings.configure(
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    INSTALLED_APPS=[
        "django.contrib.auth", "django.contrib.contenttypes", "django_graphql_auto.audit", "django_graphql_auto",
    ],
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    USE_TZ=True,
    DJANGO_GRAPHQL_AUTO={"EXPOSE": ["auth.group"], "EXTRA_QUERIES": ["django_graphql_auto.audit.queries.AuditQuery"]},
)
django.setup()
from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django_graphql_auto.testing import GraphQLClient

call_command("check", fail_level="WARNING")
call_command("migrate", verbosity=0)
boss = GraphQLClient(User.objects.create_superuser("boss"))
assert boss.query('mutation { createGroup(input: {name: "editors"}) { errors { code } } }').errors == []
[entry] = boss.query("{ auditEntries { nodes { action model changes } } }").data["auditEntries"]["nodes"]
assert entry == {"action": "CREATE", "model": "auth.group", "changes": {"name": [None, "editors"]}}, entry
print("heard")
"""


def test_a_project_that_installs_the_app_needs_nothing_more():
    environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    run = subprocess.run([sys.executable, "-c", textwrap.dedent(PROJECT)], env=environment, capture_output=True, text=True, check=False)
    assert run.stdout.splitlines()[-1:] == ["heard"], run.stderr

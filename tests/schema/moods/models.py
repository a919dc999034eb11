"""A model whose choices are read anew at every build, as choices from a table would be."""

import os
from pathlib import Path

from django.db import models


def moods() -> list[tuple[str, str]]:
    return [(line, line.title()) for line in Path(os.environ["MOODS"]).read_text(encoding="utf-8").split()]


class Person(models.Model):
    mood = models.CharField(max_length=20, choices=moods)

"""A model for every kind of field and relation that Django 5.2 has. Columns that only PostgreSQL has are in ``postgres_models``."""

import uuid

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey, GenericRelation
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower


class Colour(models.TextChoices):
    RED = "r", "Red"
    DARK_BLUE = "b", "Dark blue"
    __empty__ = "(no colour)"


def sizes() -> list[tuple[int, str]]:
    return [(1, "Small"), (2, "Large")]


class Columns(models.Model):
    """Every column that all databases have."""

    class Level(models.IntegerChoices):
        LOW = 1, "Low"
        HIGH = 2, "High"

    boolean = models.BooleanField(default=False)
    maybe = models.BooleanField(null=True)
    text = models.TextField(blank=True)
    char = models.CharField(max_length=30, help_text="What it is called.", db_comment="Not shown where there is a help text.")
    commented = models.CharField(max_length=30, blank=True, db_comment="From the old system.")
    slug = models.SlugField(unique=True)
    email = models.EmailField(null=True, blank=True, unique=True)
    url = models.URLField(blank=True)
    small = models.SmallIntegerField(default=0)
    integer = models.IntegerField(default=0, db_index=True)
    big = models.BigIntegerField(default=0)
    positive_small = models.PositiveSmallIntegerField(default=0)
    positive = models.PositiveIntegerField(default=0)
    positive_big = models.PositiveBigIntegerField(default=0)
    real = models.FloatField(default=0)
    decimal = models.DecimalField(max_digits=12, decimal_places=4, default=0)
    date = models.DateField(null=True, blank=True)
    time = models.TimeField(null=True, blank=True)
    moment = models.DateTimeField(null=True, blank=True)
    created = models.DateTimeField(auto_now_add=True)
    updated = models.DateTimeField(auto_now=True)
    duration = models.DurationField(null=True, blank=True)
    uuid = models.UUIDField(default=uuid.uuid4)
    binary = models.BinaryField(default=b"")
    json = models.JSONField(default=dict, blank=True)
    address = models.GenericIPAddressField(null=True, blank=True)
    file = models.FileField(upload_to="files", blank=True)
    picture = models.ImageField(upload_to="pictures", blank=True)
    path = models.FilePathField(path="/", blank=True)
    frozen = models.CharField(max_length=10, editable=False, default="ice")
    counted = models.IntegerField(db_default=7)
    double = models.GeneratedField(expression=F("integer") * 2, output_field=models.BigIntegerField(), db_persist=True)

    level = models.IntegerField(choices=Level, default=Level.LOW)
    colour = models.CharField(max_length=1, choices=Colour, null=True, blank=True)
    grouped = models.CharField(max_length=5, choices=[("Warm", [("r", "Red"), ("o", "Orange")]), ("g", "Grey")], default="r")
    sized = models.IntegerField(choices=sizes, null=True, blank=True)

    class Meta:
        ordering = ["-integer", F("char").asc(nulls_last=True)]
        verbose_name = "set of columns"
        verbose_name_plural = "sets of columns"


class Country(models.Model):
    code = models.CharField(max_length=2, unique=True)
    name = models.CharField(max_length=50)

    class Meta:
        db_table_comment = "Countries by their ISO code."


class Person(models.Model):
    """Somebody.

    And more about them.
    """

    name = models.CharField(max_length=50)
    country = models.ForeignKey(
        Country, models.PROTECT, to_field="code", db_column="country_code", related_name="people", help_text="Where they live."
    )
    boss = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="staff", related_query_name="subordinate")
    friends = models.ManyToManyField("self", blank=True)
    follows = models.ManyToManyField("self", symmetrical=False, related_name="followers", blank=True)
    mentors = models.ManyToManyField(
        "self",
        through="Mentorship",
        through_fields=("pupil", "mentor"),
        symmetrical=False,
        related_name="pupils",
        help_text="Who teaches them.",
    )
    account = models.OneToOneField(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True)
    birthplace = models.ForeignKey(Country, models.SET_NULL, null=True, blank=True, related_name="+")
    old_country = models.ForeignKey(Country, models.DO_NOTHING, null=True, db_constraint=False, db_index=False, editable=False)

    class Meta:
        unique_together = [("name", "country")]


class Mentorship(models.Model):
    witness = models.ForeignKey(Person, models.CASCADE, related_name="witnessed")
    pupil = models.ForeignKey(Person, models.CASCADE, related_name="apprenticeships")
    mentor = models.ForeignKey(Person, models.CASCADE, related_name="mentorships")
    since = models.DateField()


class Passport(models.Model):
    holder = models.OneToOneField(Person, models.CASCADE, primary_key=True)
    number = models.CharField(max_length=20)


class Visa(models.Model):
    """Its foreign key leads to a row whose key is itself a foreign key."""

    passport = models.ForeignKey(Passport, models.CASCADE)


class Club(models.Model):
    """Its members are found by name and country code, not by key."""

    name = models.CharField(max_length=50, unique=True)
    countries = models.ManyToManyField(Country, through="ClubCountry", related_name="clubs")
    hidden_members = models.ManyToManyField(Person, related_name="+")


class ClubCountry(models.Model):
    club = models.ForeignKey(Club, models.CASCADE, to_field="name")
    country = models.ForeignKey(Country, models.CASCADE, to_field="code")


class Remark(models.Model):
    content_type = models.ForeignKey(ContentType, models.CASCADE)
    object_id = models.PositiveBigIntegerField()
    subject = GenericForeignKey()
    text = models.TextField()

    class Meta:
        indexes = [models.Index(fields=["content_type", "object_id"])]


class Mark(models.Model):
    """A generic foreign key whose parts have other names, without an index."""

    kind = models.ForeignKey(ContentType, models.CASCADE, related_name="+", null=True, db_index=False)
    key = models.CharField(max_length=36)
    marked = GenericForeignKey("kind", "key", for_concrete_model=False)


class Stamped(models.Model):
    """What abstract models hand down."""

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        PUBLIC = "public", "Public"

    state = models.CharField(max_length=10, choices=State.choices, default="draft")
    owner = models.ForeignKey(Person, models.CASCADE, null=True, related_name="%(class)s_owned", related_query_name="%(class)s_of")
    remarks = GenericRelation(Remark, related_query_name="%(class)s")

    class Meta:
        abstract = True
        ordering = ["state"]


class Article(Stamped):
    title = models.CharField(max_length=100)
    marks = GenericRelation(Mark, content_type_field="kind", object_id_field="key", for_concrete_model=False)


class Place(models.Model):
    name = models.CharField(max_length=50, unique=True)
    remarks = GenericRelation(Remark)
    visitors = models.ManyToManyField(Person, related_name="visited")


class Restaurant(Place):
    stars = models.PositiveSmallIntegerField(null=True)
    chef = models.ForeignKey(Person, models.CASCADE)


class Pizzeria(Restaurant):
    ovens = models.PositiveSmallIntegerField(default=1)


class Landmark(models.Model):
    landmark_id = models.BigAutoField(primary_key=True)
    height = models.IntegerField(default=0)


class Tower(Place, Landmark):
    """Two parents: only one of their keys is its own."""

    place = models.OneToOneField(Place, models.CASCADE, parent_link=True, primary_key=True, related_name="+")


class Climb(models.Model):
    landmark = models.ForeignKey(Landmark, models.CASCADE)
    place = models.ForeignKey(Place, models.CASCADE, to_field="name", related_name="climbs")


class Diner(Restaurant):
    """A proxy of a multi-table child."""

    class Meta:
        proxy = True
        verbose_name = "diner"


class Review(models.Model):
    diner = models.ForeignKey(Diner, models.CASCADE)
    place = models.ForeignKey(Place, models.CASCADE, related_name="reviews", related_query_name="opinion")


class Tenant(models.Model):
    name = models.CharField(max_length=50)


class Seat(models.Model):
    """Its key is two columns, one of which is a foreign key."""

    pk = models.CompositePrimaryKey("tenant", "number")
    tenant = models.ForeignKey(Tenant, models.CASCADE)
    number = models.IntegerField()
    label = models.CharField(max_length=10)


class Offer(models.Model):
    """Constraints of every kind."""

    code = models.CharField(max_length=10)
    region = models.CharField(max_length=10)
    place = models.ForeignKey(Place, models.CASCADE)
    alias = models.CharField(max_length=10, null=True)
    alone = models.CharField(max_length=10)
    active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "place"], name="offer_code_place"),
            models.UniqueConstraint(fields=["alone"], name="offer_alone"),
            models.UniqueConstraint(fields=["region", "alias"], name="offer_with_null"),
            models.UniqueConstraint(fields=["region"], condition=Q(active=True), name="offer_partial"),
            models.UniqueConstraint(Lower("code"), name="offer_expression"),
            models.CheckConstraint(condition=~Q(code=""), name="offer_code_there"),
        ]
        indexes = [
            models.Index(fields=["-region", "active"], name="offer_region_active"),
            models.Index(fields=["active"], condition=Q(active=True), name="offer_partial_index"),
        ]


class Step(models.Model):
    place = models.ForeignKey(Place, models.CASCADE)

    class Meta:
        order_with_respect_to = "place"


class Swapped(models.Model):
    """Replaced by another model, as auth's User may be."""

    place = models.ForeignKey(Place, models.CASCADE)
    places = models.ManyToManyField(Place, related_name="swapped_many")

    class Meta:
        swappable = "EVERYTHING_SWAPPED_MODEL"


class LegacyView(models.Model):
    name = models.CharField(max_length=50)
    person = models.ForeignKey(Person, models.DO_NOTHING)

    class Meta:
        managed = False
        db_table = "legacy_view"


class ActiveManager(models.Manager["Document"]):
    def get_queryset(self) -> "models.QuerySet[Document]":
        return super().get_queryset().filter(active=True)


class DocumentQuerySet(models.QuerySet["Document"]):
    def active(self) -> "models.QuerySet[Document]":
        return self.filter(active=True)


class Document(models.Model):
    """The manager that Django takes by default hides rows."""

    active = models.BooleanField(default=True)

    objects = ActiveManager()
    every_row = DocumentQuerySet.as_manager()


class PlainDocument(Document):
    """The same rows; its manager hides none."""

    unfiltered = DocumentQuerySet.as_manager()

    class Meta:
        proxy = True
        default_manager_name = "unfiltered"


class UpperCaseField(models.CharField):  # type: ignore[type-arg]
    """A field class that no table knows."""


class Plate(models.Model):
    number = UpperCaseField(max_length=10)

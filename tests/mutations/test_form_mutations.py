"""Django forms as mutations: their fields are the input, what they find wrong is data, and they store under the rules of any write."""

from __future__ import annotations

import datetime

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q

from django_graphql_auto import FormMutation, mutation
from django_graphql_auto.exceptions import SchemaError
from django_graphql_auto.schema import global_id
from django_graphql_auto.schema.build import build_schema
from django_graphql_auto.testing import HttpGraphQLClient, assert_error_code
from tests.apps.shop.models import Brand, Product, Tag
from tests.mutations.writing import ERRORS, errors, payload, user_who_may

URGENCIES = [("", "Choose"), ("low", "Some day"), ("high", "At once")]


class AskForm(forms.Form):
    """Asks for products."""

    subject = forms.CharField(max_length=20, help_text="What it is about.")
    urgency = forms.ChoiceField(choices=URGENCIES)
    wanted_on = forms.DateField(required=False)
    products = forms.ModelMultipleChoiceField(Product.objects.exclude(sku="B1"), required=False)
    brand = forms.ModelChoiceField(Brand.objects.all(), required=False)
    copies = forms.IntegerField(initial=3, max_value=9)
    kept = forms.CharField(disabled=True, initial="kept")

    def __init__(self, *args, user=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user

    def clean(self):
        if self.cleaned_data.get("subject") == "Nothing":
            raise ValidationError("Ask for something.", code="pointless")

    def save(self) -> list[Tag]:
        data = self.cleaned_data
        names = [data["subject"], data["urgency"], f"{data['wanted_on']!r} {data['copies']} {data['kept']} {self.user}"]
        return [Tag.objects.create(name=name) for name in [*names, *(product.name for product in data["products"])]]


ASK = "mutation($input: AskInput!, $dry: Boolean! = false) { ask(input: $input, dryRun: $dry) { tags { name } " + ERRORS + " } }"


@pytest.fixture
def asking(registering):
    @registering
    @mutation("shop.add_tag")
    class Ask(FormMutation):
        """Asks {us} for products."""

        form_class = AskForm

        def form_kwargs(self, access, request):
            return {"user": access.user}

    return Ask


def fields_of(name):
    return {field: str(made.type) for field, made in build_schema().graphql_schema.type_map[name].fields.items()}


def test_the_fields_of_a_form_are_the_input_and_its_save_tells_the_payload(api, shop, asking):
    given = {"subject": "Nails", "urgency": "HIGH", "wantedOn": "2024-02-29", "products": [shop.anvil.pk]}
    found = payload(api(ASK, input=given))
    names = {"Nails", "high", f"{datetime.date(2024, 2, 29)!r} 3 kept boss", "Anvil"}
    assert (found["errors"], {tag["name"] for tag in found["tags"]}) == ([], names)


def test_the_input_is_typed_as_the_fields_are(shop, declare, asking):
    schema = build_schema().graphql_schema
    assert fields_of("AskInput") == {
        "subject": "String!",
        "urgency": "AskUrgencyChoices!",
        "wantedOn": "Date",
        "products": "[ID!]",
        "brand": "ID",
        "copies": "Int",
    }
    assert schema.type_map["AskInput"].fields["subject"].description == "What it is about."
    assert {name: value.description for name, value in schema.type_map["AskUrgencyChoices"].values.items()} == {
        "LOW": "Some day",
        "HIGH": "At once",
    }
    assert schema.mutation_type.fields["ask"].description == "Asks {us} for products."


def test_what_a_form_finds_wrong_is_told_where_it_was_given(api, shop, asking):
    given = {"subject": "A subject of too many words", "urgency": "LOW", "copies": 10}
    assert errors(api(ASK, input=given)) == [("input.subject", "MAX_LENGTH"), ("input.copies", "MAX_VALUE")]
    [error] = payload(api(ASK, input=given | {"copies": 1}))["errors"]
    assert error["field"] == "subject"
    assert (error["params"]["limit_value"], error["params"]["show_value"]) == (20, 27)


def test_what_is_wrong_with_all_fields_together_has_no_field(api, shop, asking):
    [error] = payload(api(ASK, input={"subject": "Nothing", "urgency": "LOW"}))["errors"]
    assert (error["path"], error["field"], error["code"], error["message"]) == (["input"], None, "POINTLESS", "Ask for something.")


def test_a_row_that_is_hidden_is_refused_as_a_missing_one_is(api, shop, asking, declare):
    declare(Product, scope=lambda self, access: ~Q(pk=shop.ghost.pk))
    given = {"subject": "Nails", "urgency": "LOW"}
    for wanted in (shop.ghost.pk, 0):
        assert errors(api(ASK, input=given | {"products": [shop.anvil.pk, wanted]})) == [("input.products.1", "NOT_FOUND")]
    assert errors(api(ASK, input=given | {"products": [shop.beam.pk]})) == [("input.products", "INVALID_CHOICE")]
    assert errors(api(ASK, input=given | {"products": [global_id.encode("shop.product", (shop.anvil.pk,))]})) == []


def test_an_emptied_field_is_not_an_absent_one(api, shop, asking):
    given = {"subject": "Nails", "urgency": "LOW"}
    assert errors(api(ASK, input=given | {"copies": None})) == [("input.copies", "REQUIRED")]
    assert errors(api(ASK, input=given)) == []


def test_a_form_needs_the_permission_that_is_declared(api, shop, asking):
    given = {"subject": "Nails", "urgency": "LOW"}
    assert_error_code(api(ASK, user=None, input=given), "UNAUTHENTICATED")
    assert_error_code(api(ASK, user=user_who_may("change_tag"), input=given), "FORBIDDEN")
    assert errors(api(ASK, user=user_who_may("add_tag", name="adder"), input=given)) == []


def test_a_form_that_is_only_tried_stores_nothing(api, shop, asking):
    before = Tag.objects.count()
    found = payload(api(ASK, input={"subject": "Nails", "urgency": "LOW"}, dry=True))
    assert (found["errors"], len(found["tags"]), Tag.objects.count()) == ([], 3, before)


def test_a_form_that_is_sent_twice_with_one_key_is_saved_once(api, shop, asking):
    document = 'mutation($input: AskInput!) { ask(input: $input, idempotencyKey: "k") { tags { name } } }'
    given = {"subject": "Nails", "urgency": "LOW"}
    assert payload(api(document, input=given)) == payload(api(document, input=given))
    assert Tag.objects.filter(name="Nails").count() == 1


def test_what_saving_refuses_is_undone_and_told_at_its_field(api, shop, registering):
    class TagForm(forms.Form):
        tag_name = forms.CharField()

        def save(self) -> None:
            Tag.objects.create(name=self.cleaned_data["tag_name"])
            raise ValidationError({"tag_name": ValidationError("Not this one.", code="evil")})

    registering(mutation("shop.add_tag")(type("AddTag", (FormMutation,), {"form_class": TagForm})))
    document = "mutation($input: AddTagInput!) { addTag(input: $input) { " + ERRORS + " } }"
    [error] = payload(api(document, input={"tagName": "red"}))["errors"]
    assert (error["path"], error["field"], error["code"]) == (["input", "tagName"], "tagName", "EVIL")
    assert not Tag.objects.filter(name="red").exists()


def test_what_a_declaration_does_itself_takes_the_place_of_the_form_s_save(api, shop, registering):
    class CountForm(forms.Form):
        letters = forms.CharField(strip=False)

    @registering
    @mutation("shop.add_tag", name="measure", description="Counts.")
    class Count(FormMutation):
        form_class = CountForm

        def save(self, form, access) -> int:
            return len(form.cleaned_data["letters"])

    assert payload(api('mutation { measure(input: {letters: " abc "}) { result errors { code } } }')) == {"result": 5, "errors": []}


def test_a_field_that_a_form_takes_away_from_a_user_is_refused_and_not_ignored(api, shop, registering):
    class PriceForm(forms.Form):
        note = forms.CharField()
        discount = forms.IntegerField(required=False)
        secret = forms.IntegerField(required=False)

        def __init__(self, *args, user, **kwargs):
            super().__init__(*args, **kwargs)
            if not user.is_superuser:
                del self.fields["discount"]
                self.fields["secret"].disabled = True

        def save(self) -> str:
            return str(sorted(self.cleaned_data))

    @registering
    @mutation("shop.add_tag")
    class SetPrice(FormMutation):
        form_class = PriceForm

        def form_kwargs(self, access, request):
            return {"user": access.user}

    document = "mutation($input: SetPriceInput!) { setPrice(input: $input) { result " + ERRORS + " } }"
    given, clerk = {"note": "n", "discount": 1, "secret": 2}, user_who_may("add_tag")
    assert payload(api(document, input=given))["errors"] == []
    assert errors(api(document, user=clerk, input=given)) == [("input.discount", "FORBIDDEN"), ("input.secret", "FORBIDDEN")]
    assert payload(api(document, user=clerk, input={"note": "n"}))["result"] == "['note', 'secret']"


def test_a_form_gets_the_request_where_there_is_one(boss, shop, declare, registering):
    class AddressForm(forms.Form):
        word = forms.CharField()

        def __init__(self, *args, request, **kwargs):
            super().__init__(*args, **kwargs)
            self.request = request

        def save(self) -> str:
            return self.request.path

    @registering
    @mutation("shop.add_tag")
    class Where(FormMutation):
        form_class = AddressForm

        def form_kwargs(self, access, request):
            return {"request": request}

    found = payload(HttpGraphQLClient(boss).query('mutation { where(input: {word: "a"}) { result } }'))
    assert found == {"result": "/graphql/"}


def test_a_declaration_that_can_t_work_is_refused(registering, shop, declare):
    class WordForm(forms.Form):
        word = forms.CharField(disabled=True)

        def save(self) -> None: ...

    async def late(self, form, access): ...

    wrong = {
        "has no field that is input": {"form_class": WordForm},
        "form_class is None": {},
        "save\\(\\) is async": {"form_class": WordForm, "save": late},
        "Nothing is done with what": {"form_class": type("Idle", (forms.Form,), {"word": forms.CharField()})},
    }
    for message, attributes in wrong.items():
        registering(mutation("shop.add_tag")(type("Say", (FormMutation,), attributes)))
        with pytest.raises(SchemaError, match=message):
            build_schema()
    registering(type("Say", (FormMutation,), {"form_class": WordForm}))
    with pytest.raises(SchemaError, match="is no mutation"):
        build_schema()


class EveryForm(forms.Form):
    prefix = "own"
    big = forms.IntegerField(max_value=2**40)
    exact = forms.DecimalField()
    wide = forms.FloatField()
    moment = forms.DateTimeField()
    split = forms.SplitDateTimeField()
    clock = forms.TimeField()
    lasting = forms.DurationField()
    number = forms.UUIDField()
    data = forms.JSONField()
    agreed = forms.BooleanField()
    maybe = forms.NullBooleanField()
    several = forms.MultipleChoiceField(choices=[("a", "A"), ("b", "B")])
    typed = forms.TypedChoiceField(choices=[(1, "One"), (2, "Two")], coerce=int)
    late = forms.ChoiceField(choices=lambda: [("x", "X")])
    mail = forms.EmailField()

    def save(self) -> dict:
        return {name: repr(value) for name, value in self.cleaned_data.items()}


def test_values_of_every_kind_reach_a_form_as_they_are(api, shop, registering):
    registering(mutation("shop.add_tag")(type("Everything", (FormMutation,), {"form_class": EveryForm})))
    assert fields_of("EverythingInput")["typed"] == "EverythingTypedChoices!"
    given = {
        "big": str(2**33),
        "exact": "1.10",
        "wide": 0.5,
        "moment": "2024-03-31T02:30:00.000001Z",
        "split": "2024-02-29T12:30:00Z",
        "clock": "12:30:00",
        "lasting": "P1DT2H",
        "number": "12345678-1234-5678-1234-567812345678",
        "data": "text",
        "agreed": True,
        "maybe": None,
        "several": ["A", "B"],
        "typed": "TWO",
        "late": "x",
        "mail": "a@example.com",
    }
    document = "mutation($input: EverythingInput!) { everything(input: $input) { result " + ERRORS + " } }"
    found = payload(api(document, input=given))
    assert found["errors"] == []
    utc = "tzinfo=zoneinfo.ZoneInfo(key='UTC')"
    assert found["result"] == {
        "big": str(2**33),
        "exact": "Decimal('1.10')",
        "wide": "0.5",
        "moment": "datetime.datetime(2024, 3, 31, 2, 30, 0, 1, tzinfo=datetime.timezone.utc)",
        "split": f"datetime.datetime(2024, 2, 29, 12, 30, {utc})",
        "clock": "datetime.time(12, 30)",
        "lasting": "datetime.timedelta(days=1, seconds=7200)",
        "number": "UUID('12345678-1234-5678-1234-567812345678')",
        "data": "'text'",
        "agreed": "True",
        "maybe": "None",
        "several": "['a', 'b']",
        "typed": "2",
        "late": "'x'",
        "mail": "'a@example.com'",
    }
    refused = {"agreed": False, "late": "y", "mail": "no", "data": {}}
    wrong = errors(api(document, input=given | refused))
    codes = [("data", "REQUIRED"), ("agreed", "REQUIRED"), ("late", "INVALID_CHOICE"), ("mail", "INVALID")]
    assert wrong == [(f"input.{name}", code) for name, code in codes]


class Odd(forms.Field):
    """Nothing that is known."""


def test_a_field_of_which_nothing_is_known_is_refused_until_the_project_says_what_it_takes(api, shop, registering):
    class OddForm(forms.Form):
        thing = Odd()

        def save(self) -> str:
            return repr(self.cleaned_data["thing"])

    declared = mutation("shop.add_tag")(type("Do", (FormMutation,), {"form_class": OddForm}))
    registering(declared)
    with pytest.raises(SchemaError, match=r"'thing' of Do is a .*Odd, of which nothing is known") as refused:
        build_schema()
    assert "types = {'thing': str}" in refused.value.hint
    declared.types = {"thing": list[int]}
    registering(declared)
    assert payload(api("mutation { do(input: {thing: [1, 2]}) { result errors { code } } }"))["result"] == "[1, 2]"

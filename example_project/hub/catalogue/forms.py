"""Forms of the catalogue, for its own pages and for the API alike."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from hub.catalogue.models import Category, Product


class RehomeForm(forms.Form):
    """Puts products onto another shelf."""

    products = forms.ModelMultipleChoiceField(Product.objects.all(), help_text="What is moved.")
    category = forms.ModelChoiceField(Category.objects.filter(is_active=True), help_text="Where to.")
    reason = forms.ChoiceField(choices=[("wrong", "It stood on the wrong shelf"), ("closed", "The shelf is closed")])
    note = forms.CharField(max_length=80, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("reason") == "wrong" and not cleaned.get("note"):
            raise ValidationError({"note": ValidationError("Say what was wrong with it.", code="required")})
        return cleaned

    def save(self) -> list[Product]:
        for product in self.cleaned_data["products"]:
            product.category = self.cleaned_data["category"]
            product.internal_notes = f"{product.internal_notes}\n{self.cleaned_data['note']}".strip()
            product.save()
        return list(self.cleaned_data["products"])

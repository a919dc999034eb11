"""The form in which buyers write reviews."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError

from hub.reviews.models import Review


class ReviewForm(forms.ModelForm):
    class Meta:
        model = Review
        fields = ("product", "author_name", "rating", "title", "text")

    def clean(self) -> None:
        super().clean()
        harsh = self.cleaned_data.get("rating") in (Review.Rating.ONE, Review.Rating.TWO)
        if harsh and not self.cleaned_data.get("text"):
            raise ValidationError({"text": ValidationError("Tell us why.", code="required")})

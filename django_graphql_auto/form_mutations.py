"""What a project declares where a form or a serializer of its own is a mutation: a class, marked with ``@mutation`` and registered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django_graphql_auto.access.access import Access

SUBMISSIONS = ("create", "update")


class _Submission:
    """What forms and serializers have in common."""

    operation: str = "create"
    """Where rows of a model are stored: ``"create"`` makes a new one, ``"update"`` changes one that is there."""
    types: Mapping[str, Any] = {}
    """Annotations of fields of which nothing is known: ``{"phone": str}``."""


class FormMutation(_Submission):
    """A Django form as a mutation; its fields are the input.

    ::

        @register
        @mutation("shop.add_review")
        class WriteReview(FormMutation):
            form_class = ReviewForm
    """

    form_class: Any = None

    def form_kwargs(self, access: Access, request: Any) -> dict[str, Any]:
        """What the form takes beside its data, e.g. ``{"user": access.user}``; ``request`` is None where nobody asked over HTTP."""
        return {}

    def save(self, form: Any, access: Access) -> Any:
        """What is done with a valid form. The annotation of what it returns gives the payload; a ``ModelForm`` returns its row."""
        return form.save()


class SerializerMutation(_Submission):
    """A serializer of Django REST framework as a mutation; its fields that can be written are the input."""

    serializer_class: Any = None

    def serializer_kwargs(self, access: Access, request: Any) -> dict[str, Any]:
        """What the serializer takes beside its data; a ``context`` is added to the one that holds the request."""
        return {}

    def save(self, serializer: Any, access: Access, **values: Any) -> Any:
        """What is done with a valid serializer. ``values`` are what the server puts into the row, as ``serializer.save()`` takes them."""
        return serializer.save(**values)


Submission = FormMutation | SerializerMutation


def is_submission(declared: Any) -> bool:
    return isinstance(declared, type) and issubclass(declared, _Submission)

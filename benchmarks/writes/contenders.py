"""Who is measured, and in which environment."""

from __future__ import annotations

from benchmarks.peers.contenders import OURS, Contender

BY_HAND, PEERS = "view by hand", ("graphene-django-cud", "strawberry-django")
CONTENDERS = (
    Contender(OURS, "ours", apps=("django_graphql_auto",)),
    Contender(PEERS[0], "graphene_cud", "cud", ("graphene_django",)),
    Contender(f"{PEERS[0]}, full_clean", "graphene_cud_validating", "cud", ("graphene_django",)),
    Contender(PEERS[1], "strawberry_mutations", "strawberry", ("strawberry_django",)),
    Contender(BY_HAND, "view_by_hand"),
)

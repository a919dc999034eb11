"""Files that clients send: what they are, and whether they may be stored. Knows no HTTP and no GraphQL, and stores nothing itself."""

from django_graphql_auto.uploads.upload import Upload, look_ahead

__all__ = ["Upload", "look_ahead"]

"""An optional app: every write of the API with who, when, what was before and what after. Django's ``django_graphql_auto.audit``."""

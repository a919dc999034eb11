"""What ``manage.py graphql_explain`` tells of an operation."""

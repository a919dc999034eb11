"""What ``manage.py graphql_doctor`` finds out: who can see and write what, and why, and what ought to be mended."""

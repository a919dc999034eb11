"""Those of ``benchmarks.peers``, with as many rows as are stored at once."""

from benchmarks.peers.settings import *  # noqa: F403

DJANGO_GRAPHQL_AUTO = {"READ": "permission", "MAX_WRITTEN_ROWS": 1_100, "MAX_COST": 1_000_000}

from __future__ import annotations

from tests.access.intruding import declare, shop
from tests.mutations.writing import api, boss, registering

__all__ = ["api", "boss", "declare", "registering", "shop"]

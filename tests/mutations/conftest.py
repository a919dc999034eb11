from tests.access.intruding import declare, shop
from tests.mutations.writing import api, boss

__all__ = ["api", "boss", "declare", "shop"]

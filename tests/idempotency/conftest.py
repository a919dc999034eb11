from tests.mutations.conftest import api, boss, declare, shop

__all__ = ["api", "boss", "declare", "shop"]

from tests.mutations.conftest import _mutations_are_on, api, boss, declare, shop

__all__ = ["_mutations_are_on", "api", "boss", "declare", "shop"]

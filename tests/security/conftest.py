from tests.access.intruding import ask, declare, see, shop

__all__ = ["ask", "declare", "see", "shop"]

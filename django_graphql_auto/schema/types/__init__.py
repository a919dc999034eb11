"""GraphQL types made from entities, one kind a module."""

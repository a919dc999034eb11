"""The tables that are measured."""

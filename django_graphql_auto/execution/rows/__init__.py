"""Querysets of a plan run, and their rows put together into answers."""

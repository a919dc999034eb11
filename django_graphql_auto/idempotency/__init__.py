"""An optional app: a write that is sent again with the same key isn't done again, and is answered as it was.

A project that lists it in ``INSTALLED_APPS`` has one more table. What happens is in ``remembering.py``.
"""

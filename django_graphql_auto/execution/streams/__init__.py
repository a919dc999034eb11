"""Answers that are written while their rows are read."""

"""The rows that an input asks for, and those that hang on them, in the order in which they can be stored."""

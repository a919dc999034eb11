"""SQL that is compiled once and executed with the values of each request."""

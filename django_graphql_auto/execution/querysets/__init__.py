"""Arguments and row scopes in, querysets out: conditions, orders, pages, figures."""

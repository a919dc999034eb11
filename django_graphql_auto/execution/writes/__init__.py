"""Where a mutation's plan, its rights and what `mutations` writes meet."""

"""A product-content hub for vehicle parts: what a company could start from."""

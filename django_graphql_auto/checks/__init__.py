"""System checks: every misuse of settings and options has an id, a hint and the model it concerns."""

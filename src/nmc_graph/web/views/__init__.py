"""The views: one module per subject, with a Flask blueprint or what a blueprint shows."""

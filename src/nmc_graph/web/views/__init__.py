"""The views: one module a subject, each a Flask blueprint or what such a blueprint shows."""

"""Check the English that people read in code, docs and the changelog.

Run it with `python -m tools.prose`. The rules are in `style.toml`, after the house style: plain
American English, no riddles.
"""

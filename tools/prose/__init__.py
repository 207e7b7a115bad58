"""Check the English that people read in code, docs and the changelog.

Run it with `python -m tools.prose`. The rules are in `style.toml`, after the house style: plain
American English, no riddles. Lines that were there before the check are listed in `known.txt`;
that list may only get shorter.
"""

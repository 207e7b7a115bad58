"""From a profile document to a draft of cited data: read, find, match, write, review."""

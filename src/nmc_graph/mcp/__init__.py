"""A Model Context Protocol server over the graph, so that language models can cite it."""

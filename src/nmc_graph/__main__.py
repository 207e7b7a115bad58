"""`python -m nmc_graph` is `nmc`."""

from nmc_graph.cli.main import main

main()

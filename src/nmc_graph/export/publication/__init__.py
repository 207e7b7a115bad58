"""The folder of a version as it is deposited and cited: data, tables and descriptions of them."""

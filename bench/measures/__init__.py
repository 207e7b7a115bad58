"""The measures: one module each, with `measure(size) -> Section`."""

"""What is measured: one module a measure, each with `measure(size) -> Section`."""

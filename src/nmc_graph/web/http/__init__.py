"""HTTP requests and responses, without pages."""

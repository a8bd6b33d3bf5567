"""The pages: one module per resource, its verbs as HTTP methods."""

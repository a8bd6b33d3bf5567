"""The reports as pages show them: what is asked, and each answer as a drawing, a table and its definitions."""

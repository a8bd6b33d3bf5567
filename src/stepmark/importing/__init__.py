"""Files of rows brought into a workspace through the same verbs as everything else, each fault told."""

"""The demo workspace: real sales data, brought in through the product's own verbs and importer."""

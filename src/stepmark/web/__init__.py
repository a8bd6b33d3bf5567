"""HTTP and HTML, nothing else."""

from stepmark.web import paths as paths  # its convertor must be known before a route names it

"""HTTP and HTML, nothing else."""

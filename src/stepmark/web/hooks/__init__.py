"""What strangers call: health checks, later payment callbacks and public forms."""

"""What strangers call: health checks, calendar feeds, later payment callbacks and public forms."""

"""What the server says of itself, on its error output."""

import sys

import structlog


def configure() -> None:
    """Log a line per event, and faults with a plain traceback.

    structlog's own would show every local variable: passwords, cookies and customers' data among them.
    """
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.dev.ConsoleRenderer(
                colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
            ),
        ],
        logger_factory=lambda *_names: structlog.PrintLogger(sys.stderr),
    )

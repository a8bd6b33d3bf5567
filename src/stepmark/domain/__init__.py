"""Mapped classes and their behaviour. Importing the package maps every table."""

from stepmark.domain import (
    bindings as bindings,
)
from stepmark.domain import (
    bulk as bulk,
)
from stepmark.domain import (
    calendar_feeds as calendar_feeds,
)
from stepmark.domain import (
    companies as companies,
)
from stepmark.domain import (
    contacts as contacts,
)
from stepmark.domain import (
    deals as deals,
)
from stepmark.domain import (
    fields as fields,
)
from stepmark.domain import (
    history as history,
)
from stepmark.domain import (
    holidays as holidays,
)
from stepmark.domain import (
    imports as imports,
)
from stepmark.domain import (
    notes as notes,
)
from stepmark.domain import (
    people as people,
)
from stepmark.domain import (
    processes as processes,
)
from stepmark.domain import (
    rules as rules,
)
from stepmark.domain import (
    runs as runs,
)
from stepmark.domain import (
    search as search,
)
from stepmark.domain import (
    tasks as tasks,
)
from stepmark.domain import (
    ticks as ticks,
)
from stepmark.domain import (
    views as views,
)
from stepmark.domain import (
    work_sessions as work_sessions,
)
from stepmark.domain import (
    workspace as workspace,
)

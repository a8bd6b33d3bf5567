"""What has become of mails that went out: they were opened, and links in them were clicked."""

from sqlalchemy import select

from stepmark.commands.linked_events import tell_around
from stepmark.commands.messages import MESSAGE
from stepmark.commands.work import Work
from stepmark.domain.history import History
from stepmark.domain.messages import Message
from stepmark.platform.clock import now

CLICKED = "message.link_clicked"
_MOST_LINKS = 200


def mail_opened(work: Work, message_id: int) -> None:
    """Keep when a mail was opened for the first time."""
    message = _live(work, message_id)
    if message is None or message.opened_at is not None:
        return
    message.opened_at = now()
    message.touch()
    changes = {"opened_at": (None, message.opened_at.isoformat())}
    tell_around(work, "message.opened", MESSAGE, message, changes)


def link_clicked(work: Work, message_id: int, url: str) -> None:
    """Keep that a link was clicked, each link once. Where pictures are not shown, that is how it was opened too."""
    mail_opened(work, message_id)
    message = _live(work, message_id)
    if message is None or url in (links := _clicked(work, message)) or len(links) >= _MOST_LINKS:
        return
    changes = {}
    if message.clicked_at is None:
        message.clicked_at = now()
        message.touch()
        changes["clicked_at"] = (None, message.clicked_at.isoformat())
    with work.caused_by(kind="link", source=url, name=url):
        tell_around(work, CLICKED, MESSAGE, message, changes)


def _live(work: Work, message_id: int) -> Message | None:
    locked = select(Message).where(Message.id == message_id, Message.deleted_at.is_(None)).with_for_update()
    return work.session.scalars(locked.execution_options(populate_existing=True)).one_or_none()


def _clicked(work: Work, message: Message) -> set[str]:
    about = History.kind == MESSAGE.name, History.record_id == message.id, History.name == CLICKED
    return {str((cause or {}).get("source")) for cause in work.session.scalars(select(History.cause).where(*about))}

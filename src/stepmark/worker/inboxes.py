"""Reading mailboxes: what is new in each becomes messages. Servers are talked to outside of any transaction."""

import io
import threading

import structlog

from stepmark.automation.incoming_mails import Inbox, is_inbox_due, take_inbox, take_mail, was_read
from stepmark.automation.sweep_chunks import is_the_databases
from stepmark.channels.addresses import Unreachable
from stepmark.channels.imap import fetch_mails
from stepmark.channels.incoming_mail import IncomingMail, read_mail
from stepmark.commands.files import Upload
from stepmark.domain.people import Role
from stepmark.domain.rights import Actor
from stepmark.edge import Edge
from stepmark.platform.errors import Problem
from stepmark.platform.file_store import FileStore
from stepmark.platform.settings import Settings

log = structlog.get_logger()


def read_inboxes(edge: Edge, settings: Settings, stopping: threading.Event | None = None) -> int:
    """Read every mailbox whose turn it is. Returns how many messages that made."""
    count = 0
    while not (stopping and stopping.is_set()) and (inbox := _next(edge)):
        count += _read(edge, settings, inbox)
    return count


def _next(edge: Edge) -> Inbox | None:
    # It is only read at first, so that nobody who writes waits for a look that finds nothing.
    with edge.database.reading(None) as session:
        is_due = is_inbox_due(session)
    return edge.run_as_system(take_inbox) if is_due else None


def _read(edge: Edge, settings: Settings, inbox: Inbox) -> int:
    try:
        fetched = fetch_mails(inbox.server, inbox.folder, inbox.place, settings.allowed_networks)
    except Unreachable as error:
        reason = error.reason
        edge.run_as_system(lambda session: was_read(session, inbox, None, reason))
        return 0
    made = sum(_taken(edge, settings, inbox, read_mail(raw)) for raw in fetched.mails)
    edge.run_as_system(lambda session: was_read(session, inbox, fetched))
    return made


def _taken(edge: Edge, settings: Settings, inbox: Inbox, mail: IncomingMail) -> bool:
    actor = inbox.actor or Actor(inbox.workspace_id, None, "Stepmark", Role.ADMINISTRATOR)
    try:
        return edge.run(actor, take_mail, inbox.mailbox_id, mail, _stored(settings, mail)) is not None
    except Problem as problem:
        if is_the_databases(problem):
            raise  # and all of them are read again, of which those that were taken are known
        # It is passed over: one mail must not hold up all that follow.
        log.warning("mail.not_taken", mailbox=inbox.mailbox_id, error=str(problem.detail)[:500])
        return False


def _stored(settings: Settings, mail: IncomingMail) -> list[Upload]:
    """The attachments, in the file store; those that are too large are left out."""
    store, found = FileStore(settings.files_dir, settings.max_upload_mb * 1024 * 1024), []
    for each in mail.files if mail.bounce is None else ():
        try:
            kept = store.keep(io.BytesIO(each.content))
        except Problem:
            continue
        found.append(Upload(each.name, kept.sha256, kept.size))
    return found

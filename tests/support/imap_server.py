"""A small IMAP server on loopback: one folder of mails, or what it is told instead."""

import asyncio
import base64
import re
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

LOGIN, PASSWORD = "anna@example.com", "so geheim: ąż"


@dataclass
class ImapHost:
    """`mails` by their UIDs. `way` is "talking", "hanging", "dripping", "babbling" or "dropping"."""

    way: str = "talking"
    validity: int = 7
    mails: dict[int, bytes] = field(default_factory=dict)
    port: int = 0
    said: list[str] = field(default_factory=list)

    def put(self, mail: bytes) -> int:
        """One more mail."""
        uid = max(self.mails, default=0) + 1
        self.mails[uid] = mail
        return uid


@contextmanager
def imap_host(way: str = "talking", security: str = "none", certificate: Path | None = None) -> Iterator[ImapHost]:
    """One that is up for so long. `certificate` holds its key as well."""
    host, context = ImapHost(way), None
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    tls = context if security == "tls" else None
    talk = lambda reader, writer: _Talk(host, reader, writer, context).whole()  # noqa: E731 - asyncio asks for a call
    opened = asyncio.run_coroutine_threadsafe(asyncio.start_server(talk, "127.0.0.1", 0, ssl=tls), loop).result(5)
    host.port = opened.sockets[0].getsockname()[1]
    try:
        yield host
    finally:
        asyncio.run_coroutine_threadsafe(_ended(opened), loop).result(5)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(5)
        loop.close()


async def _ended(opened: asyncio.Server) -> None:
    opened.close()
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for each in others:
        each.cancel()
    await asyncio.gather(*others, return_exceptions=True)


class _Talk:
    def __init__(self, host: ImapHost, reader: Any, writer: Any, context: ssl.SSLContext | None) -> None:
        self.host, self.reader, self.writer, self.context = host, reader, writer, context

    async def whole(self) -> None:
        try:
            await self._way()
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            self.writer.close()

    async def _way(self) -> None:
        match self.host.way:
            case "hanging":
                await asyncio.sleep(60)
            case "dropping":
                return
            case "dripping":
                while True:
                    await self._say(b"*")
                    await asyncio.sleep(0.02)
            case "babbling":
                while True:
                    await self._say(b"* OK " + b"x" * 900_000)
        await self._say(b"* OK [CAPABILITY IMAP4rev1 STARTTLS AUTH=PLAIN] ready\r\n")
        while line := await self.reader.readline():
            tag, _space, rest = line.decode().strip().partition(" ")
            self.host.said.append(rest)
            if not await self._answer(tag, rest):
                return

    async def _answer(self, tag: str, rest: str) -> bool:
        upper = rest.upper()
        host = self.host
        if upper == "CAPABILITY":
            await self._say(b"* CAPABILITY IMAP4rev1 STARTTLS AUTH=PLAIN\r\n")
        elif upper == "STARTTLS":
            await self._say(f"{tag} OK begin\r\n".encode())
            await self.writer.start_tls(self.context)
            return True
        elif upper.startswith("AUTHENTICATE"):
            await self._say(b"+ \r\n")
            given = base64.b64decode(await self.reader.readline()).decode()
            if given != f"\0{LOGIN}\0{PASSWORD}":
                await self._say(f"{tag} NO [AUTHENTICATIONFAILED] Wrong password\r\n".encode())
                return True
        elif upper.startswith("EXAMINE"):
            if "INBOX" not in upper:
                await self._say(f"{tag} NO There is no such folder\r\n".encode())
                return True
            after = max(host.mails, default=0) + 1
            told = f"* {len(host.mails)} EXISTS\r\n* OK [UIDVALIDITY {host.validity}] v\r\n* OK [UIDNEXT {after}] n\r\n"
            await self._say(told.encode())
        elif found := re.fullmatch(r"UID SEARCH UID (\d+):\*", upper):
            uids = [uid for uid in host.mails if uid >= int(found[1])] or list(host.mails)[-1:]
            await self._say(f"* SEARCH {' '.join(map(str, uids))}\r\n".encode())
        elif found := re.fullmatch(r"UID FETCH (\d+) \((.*)\)", upper):
            await self._fetch(int(found[1]), found[2])
        await self._say(f"{tag} OK done\r\n".encode())
        return upper != "LOGOUT"

    async def _fetch(self, uid: int, what: str) -> None:
        mail = self.host.mails[uid]
        if what == "RFC822.SIZE":
            await self._say(f"* 1 FETCH (UID {uid} RFC822.SIZE {len(mail)})\r\n".encode())
        else:
            await self._say(f"* 1 FETCH (UID {uid} BODY[] {{{len(mail)}}}\r\n".encode() + mail + b")\r\n")

    async def _say(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

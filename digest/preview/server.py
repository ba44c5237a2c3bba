"""The HTTP side of the preview: what stands at which address, and who may see it.

Only this machine can connect. A page of another site that is open in the same browser gets
nothing either: it does not know the token, its requests name another origin, and a name that it
makes point to 127.0.0.1 (DNS rebinding) is another host than ours. What changes a file must also
name our own origin, and carry a header that no form can send.
"""

from __future__ import annotations

import asyncio
import errno
import json
import secrets
import socket
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from aiohttp import web

from digest.errors import DigestError
from digest.preview.actions import read_action

if TYPE_CHECKING:
    from collections.abc import Callable

    from aiohttp.typedefs import Handler, Middleware

    from digest.preview.actions import Action, Outcome
    from digest.preview.board import Board

HOST = "127.0.0.1"
NAMES = (HOST, "localhost")
HTTP_PORT = 80
#: A form cannot set it, and a script of another origin would have to be allowed to.
OURS = "X-Digest-Preview"
#: Bytes of a request: an action is short.
LONGEST = 4096
#: Seconds between signs of life on a stream of events, so that ends of connections are noticed.
PULSE = 15.0
PULSATION = ": still here\n\n"
STATIC = Path(__file__).parent / "static"
#: What the page is made of, with its types.
ASSETS = {
    "": ("preview.html", "text/html"),
    "preview.css": ("preview.css", "text/css"),
    "preview.js": ("preview.js", "text/javascript"),
}
TYPES = {
    "edition.html": "text/html",
    "edition.txt": "text/plain",
    "edition.md": "text/plain",
    "message.eml": "message/rfc822",
}
PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
    " connect-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none';"
    " frame-ancestors 'none'"
)
#: The mail has styles of its own and pictures from anywhere, and no script, form or frame. It
#: keeps our origin, so that the page can put its scroll position back.
MAIL_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src {images}; base-uri 'none';"
    " form-action 'none'; frame-ancestors 'self';"
    " sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox"
)
FILE_POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox"
HEADERS = {
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",  # the address has the token in it
    "X-Content-Type-Options": "nosniff",
}
BOARD: web.AppKey[Board] = web.AppKey("board")


#: Writes what the page is told.
_json = partial(json.dumps, default=asdict)


def listen(port: int) -> socket.socket:
    """Take a port of this machine that only it can reach; 0 takes any free one.

    Raises:
        DigestError: it is taken, or not for us.

    """
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((HOST, port))
        listening.listen()
    except OSError as error:
        listening.close()
        taken = error.errno == errno.EADDRINUSE
        raise DigestError(
            f"port {port} {'is taken' if taken else f'cannot be used: {error.strerror}'}",
            where="--port",
            hint="Name another, or leave it out to get a free one",
        ) from None
    return listening


def make_app(
    board: Board, act: Callable[[Action], Outcome], *, token: str, port: int
) -> web.Application:
    """Make the application that shows a board at `/TOKEN/`; `act` changes the edition file."""
    app = web.Application(middlewares=[_guard(token, port)], client_max_size=LONGEST)
    app[BOARD] = board
    app.on_response_prepare.append(_harden)
    for name, (file, kind) in ASSETS.items():
        app.router.add_get(f"/{token}/{name}", _asset(file, kind))
    app.router.add_get(f"/{token}/state.json", _state)
    app.router.add_get(f"/{token}/events", _events)
    app.router.add_post(f"/{token}/act", _actor(act))
    app.router.add_get(f"/{token}/quoted", _quoted)
    app.router.add_get(f"/{token}/{{name}}", _file)
    return app


def _guard(token: str, port: int) -> Middleware:
    hosts = {f"{name}:{port}" for name in NAMES}
    if port == HTTP_PORT:  # browsers leave it out
        hosts |= set(NAMES)
    origins = {f"http://{host}" for host in hosts}

    @web.middleware
    async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
        origin = request.headers.get("Origin")
        if request.headers.get("Host") not in hosts or (origin and origin not in origins):
            raise web.HTTPForbidden(text="The preview answers only to its own page.\n")
        if request.method == "POST" and not (origin and request.headers.get(OURS)):
            raise web.HTTPForbidden(text="Only the preview's own page can change anything.\n")
        given = request.path.split("/")[1]
        if not secrets.compare_digest(given.encode(errors="replace"), token.encode()):
            raise web.HTTPNotFound(text="Use the address that `digest preview` has printed.\n")
        return await handler(request)

    return guard


async def _harden(_: web.Request, response: web.StreamResponse) -> None:
    response.headers.update(HEADERS)
    response.headers.setdefault("Content-Security-Policy", FILE_POLICY)


def _asset(file: str, kind: str) -> Handler:
    async def asset(_: web.Request) -> web.StreamResponse:
        policy = {"Content-Security-Policy": PAGE_POLICY}
        body = (STATIC / file).read_bytes()
        return web.Response(body=body, content_type=kind, charset="utf-8", headers=policy)

    return asset


async def _state(request: web.Request) -> web.StreamResponse:
    return web.json_response(request.app[BOARD].told, dumps=_json)


async def _file(request: web.Request) -> web.StreamResponse:
    """Answer with one form of the edition, byte for byte as `build` writes it."""
    name = request.match_info["name"]
    snapshot = request.app[BOARD].snapshot
    if name not in TYPES or snapshot is None:
        raise web.HTTPNotFound(text="There is nothing of that name.\n")
    kind = TYPES[name]
    headers = {}
    if kind == "text/html":
        images = "'none'" if request.query.get("images") == "off" else "http: https: data:"
        headers["Content-Security-Policy"] = MAIL_POLICY.format(images=images)
    return web.Response(
        body=snapshot.files[name], content_type=kind, charset="utf-8", headers=headers
    )


async def _events(request: web.Request) -> web.StreamResponse:
    """Tell each new version as it comes (server-sent events), the one that stands first.

    With the name of its mail, so that the page can ask for that at once; empty: there is none.
    """
    board = request.app[BOARD]
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
    await response.prepare(request)
    known = request.headers.get("Last-Event-ID", "")
    try:
        while not board.closed:
            version = await board.next_version(known, PULSE)
            known = version or known
            line = f"id: {version}\ndata: {version} {board.mail}\n\n" if version else PULSATION
            await response.write(line.encode())
    except ConnectionResetError:
        pass  # the tab was closed
    return response


async def _quoted(request: web.Request) -> web.StreamResponse:
    """Answer with a file that a remark leads to, and with no other."""
    snapshot = request.app[BOARD].snapshot
    known = dict(snapshot.quoted) if snapshot else {}
    content = known.get(request.query.get("name", ""))
    if content is None:
        raise web.HTTPNotFound(text="There is nothing of that name.\n")
    return web.Response(body=content, content_type="text/plain", charset="utf-8")


def _actor(act: Callable[[Action], Outcome]) -> Handler:
    async def actor(request: web.Request) -> web.StreamResponse:
        """Do what is asked and answer with what is to be shown then; 409: nothing was done."""
        if request.content_type != "application/json":
            raise web.HTTPUnsupportedMediaType(text="An action is JSON.\n")
        try:
            action = read_action(await request.read())
        except ValueError as error:
            raise web.HTTPBadRequest(text=f"{error}.\n") from None
        board = request.app[BOARD]
        async with board.turn:
            outcome = await asyncio.to_thread(act, action)
            await board.show(outcome.found)
            answer = {"said": outcome.said, "state": board.told}
        return web.json_response(answer, status=200 if outcome.done else 409, dumps=_json)

    return actor

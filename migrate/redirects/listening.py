"""The socket side of a trial: one small server on this machine, until it is told to stop."""

import asyncio
import signal
from collections import Counter
from collections.abc import Callable
from contextlib import suppress

from aiohttp import web

from migrate.errors import StageError
from migrate.redirects.serving import Answer, Trial

AT_ONCE = 64  # requests answered at once; further ones wait
LAST = 2.0  # seconds that answers under way are given at the end
IDLE = 15.0  # seconds that an idle connection is kept


def serve(trial: Trial, host: str, port: int, ready: Callable[[int], None]) -> Counter[str]:
    """Answer until Ctrl-C or a request to end; `ready` is told the port. Gives how many answers of which kind."""
    try:
        return asyncio.run(_serve(trial, host, port, ready))
    except OSError as error:
        told = f"无法在 {host}:{port} 上接受访问（{error.strerror or error}）"
        raise StageError(told, "请用 --port 换一个端口，或用 --host 指定本机的地址") from error


async def _serve(trial: Trial, host: str, port: int, ready: Callable[[int], None]) -> Counter[str]:
    counts, slots, stop = Counter[str](), asyncio.Semaphore(AT_ONCE), asyncio.Event()
    loop = asyncio.get_running_loop()
    for one in (signal.SIGINT, signal.SIGTERM):
        with suppress(NotImplementedError, ValueError, RuntimeError):  # not the main thread, or Windows
            loop.add_signal_handler(one, stop.set)

    async def answered(request: web.BaseRequest) -> web.StreamResponse:
        async with slots:
            answer = trial.answer(request.method, request.headers.get("Host", ""), request.raw_path)
            counts[answer.what] += 1
            return _response(answer)

    runner = web.ServerRunner(web.Server(answered, keepalive_timeout=IDLE, access_log=None), shutdown_timeout=LAST)
    await runner.setup()
    try:
        site = web.TCPSite(runner, host, port)
        await site.start()
        ready(runner.addresses[0][1])
        await stop.wait()
    finally:
        await runner.cleanup()
    return counts


def _response(answer: Answer) -> web.StreamResponse:
    if answer.file is not None:
        return web.FileResponse(answer.file, headers=answer.headers)
    return web.Response(status=answer.status, headers=answer.headers, body=answer.text.encode("utf-8", "replace"))

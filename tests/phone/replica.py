"""A replica of the phones' part of the app, as a process of its own that a test can kill: ``replica.py ADDRESS``."""

import socket
import sys

import uvicorn
from starlette.applications import Starlette

from foresight.phone.routes import phone_routes
from foresight.store.database import Database


def main() -> None:
    """Say the port and serve until killed."""
    database = Database.open(sys.argv[1])
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(128)
        print(listening.getsockname()[1], flush=True)
        app = Starlette(routes=phone_routes(lambda: database))
        uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="off")).run(sockets=[listening])


if __name__ == "__main__":
    main()

"""How long an answer takes on a connection that is kept open: ``python -m benchmarks.live.kept_connection``."""

import tempfile
import time
from pathlib import Path

import httpx
import numpy as np

from benchmarks.live.server import Server, free_port

PATHS = ("/_stcore/health", "/join?l=ru", "/phone/app.js")
TIMES = 200


def main() -> None:
    """Ask three light addresses over and over and print the median and the slowest of twenty in milliseconds."""
    with tempfile.TemporaryDirectory() as folder:
        server = Server(Path(folder) / "foresight.duckdb", free_port())
        server.start()
        try:
            with httpx.Client(base_url=f"http://127.0.0.1:{server.port}", timeout=30) as client:
                for path in PATHS:
                    took = []
                    for _ in range(TIMES):
                        started = time.perf_counter()
                        client.get(path).raise_for_status()
                        took.append(1000 * (time.perf_counter() - started))
                    print(f"{path:20s} median {np.median(took):6.1f} ms   95 % {np.quantile(took, 0.95):6.1f} ms")
        finally:
            server.stop()


if __name__ == "__main__":
    main()

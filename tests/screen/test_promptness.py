"""The server's listening socket, made without the name of its protocol as Streamlit makes it."""

import socket

from foresight.screen.promptness import send_at_once


def test_accepted_connections_send_without_waiting_for_acknowledgements():
    with socket.socket(family=socket.AF_INET) as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        assert send_at_once() >= 1
        with socket.create_connection(listening.getsockname()), listening.accept()[0] as accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)

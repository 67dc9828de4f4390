"""The addresses of the participant's phone: plain pages beside the staff pages, on the same port."""

from __future__ import annotations

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from foresight.phone import actions, pages
from foresight.phone.answers import Ballots, Follow, Needs
from foresight.phone.rendering import STATIC, static_file
from foresight.phone.rooms import Rooms
from foresight.store.database import Database

FOREVER = {"cache-control": "public, max-age=31536000, immutable"}


async def _static(request: Request) -> Response:
    name = request.path_params["name"]
    if name not in STATIC:
        return Response(status_code=404)
    return Response(static_file(name)[0], media_type=STATIC[name], headers=FOREVER)


def phone_routes(database_provider: Callable[[], Database]) -> list[Route]:
    """Return the routes of the phones.

    Parameters
    ----------
    database_provider : callable
        Gives the open store of the process.

    Returns
    -------
    list of starlette.routing.Route
        To be handed to ``st.App(routes=…)``.
    """
    rooms = Rooms(database_provider)

    def served(handler: Callable) -> Callable:
        in_words = actions.answered_in_words(handler)

        async def answer(request: Request) -> Response:
            return await in_words(rooms, request)

        return answer

    return [
        Route("/s/{session}/ballots", Ballots(rooms), methods=["POST"]),
        Route("/s/{session}/follow", Follow(rooms), methods=["GET"]),
        Route("/s/{session}/needs.json", Needs(rooms), methods=["GET"]),
        Route("/s/{session}", served(pages.show_stage), methods=["GET"]),
        Route("/s/{session}/enter", served(actions.enter), methods=["POST"]),
        Route("/s/{session}/me", served(actions.show_me), methods=["GET"]),
        Route("/s/{session}/needs", served(actions.propose), methods=["POST"]),
        Route("/s/{session}/weights", served(actions.weigh), methods=["POST"]),
        Route("/s/{session}/ballot", served(actions.rate), methods=["POST"]),
        Route("/s/{session}/receipt", served(pages.show_receipt), methods=["GET"]),
        Route("/s/{session}/list", served(pages.show_list), methods=["GET"]),
        Route("/s/{session}/leave", served(actions.leave), methods=["POST"]),
        Route("/join", served(actions.show_join), methods=["GET"]),
        Route("/join", served(actions.join), methods=["POST"]),
        Route("/j/{link}", served(actions.follow_link), methods=["GET"]),
        Route("/phone/{name}", _static, methods=["GET"]),
    ]

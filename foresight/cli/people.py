"""``foresight user``: people who may sign in."""

from __future__ import annotations

import sys

import click

from foresight.cli.command import answer, as_json, language, language_option

ROLE = click.Choice(["administrator", "facilitator", "planner", "leader"])


@click.group()
def user() -> None:
    """Add people, change what they may do, end their sign-ins."""


def _one_time() -> tuple[str, str]:
    from foresight.access.passwords import hash_password, one_time_password

    password = one_time_password()
    return password, hash_password(password)


def _told(login: str, password: str, as_json: bool, lang: str) -> None:
    if as_json:
        answer({"login": login, "one_time_password": password})
        return
    sentence = language(lang).text(
        "One-time password of {login}, shown only now and good for three days: {password}",
        login=login,
        password=password,
    )
    click.echo(sentence)


@user.command()
@click.argument("login")
@click.option("--name", default="", help="Name as others see it; the login when not given.")
@click.option("--role", type=ROLE, default="administrator", show_default=True)
@click.option("--no-password", is_flag=True, help="Signs in only through the organisation's provider of identities.")
@as_json
@language_option
def add(login: str, name: str, role: str, no_password: bool, as_json: bool, lang: str) -> None:
    """Add a person and print a one-time password; there is no built-in one."""
    from foresight.cli.stored import store
    from foresight.store import staff

    password, hashed = ("", "") if no_password else _one_time()
    with store() as database:
        made = staff.add(database, login, name=name or login, role=role, one_time_hash=hashed, actor="command")
    if no_password:
        click.echo(language(lang).text("{login} may sign in with the organisation's account.", login=made.login))
    else:
        _told(made.login, password, as_json, lang)


@user.command("list")
@as_json
def list_people(as_json: bool) -> None:
    """List everybody with role and state."""
    from foresight.cli.stored import store
    from foresight.store import staff

    with store() as database:
        known = staff.people(database)
    if as_json:
        answer([{"login": one.login, "name": one.name, "role": one.role, "state": one.state} for one in known])
        return
    for one in known:
        click.echo(f"{one.login}\t{one.role}\t{one.state}\t{one.name}")


@user.command()
@click.argument("login")
@click.option("--enable", is_flag=True, help="Let the person in again.")
def disable(login: str, enable: bool) -> None:
    """Disable a person; every sign-in of that person ends at once."""
    from foresight.cli.stored import store
    from foresight.store import staff

    with store() as database:
        staff.set_state(database, login, active=enable, actor="command")


@user.command()
@click.argument("login")
@click.argument("new_role", metavar="ROLE", type=ROLE)
def role(login: str, new_role: str) -> None:
    """Give a person another role."""
    from foresight.cli.stored import store
    from foresight.store import staff

    with store() as database:
        staff.set_role(database, login, new_role, actor="command")


@user.command()
@click.argument("login")
@click.option("--stdin", "from_input", is_flag=True, help="Read the password from standard input instead.")
@as_json
@language_option
def password(login: str, from_input: bool, as_json: bool, lang: str) -> None:
    """Replace a password by a one-time password, which is printed."""
    from foresight.access.passwords import check_new_password, hash_password
    from foresight.cli.stored import store
    from foresight.store import staff

    if from_input:
        chosen = check_new_password(sys.stdin.readline().rstrip("\n"), login)
        hashed = hash_password(chosen)
    else:
        chosen, hashed = _one_time()
    with store() as database:
        staff.set_password(database, login, hashed, one_time=not from_input, actor="command")
    if not from_input:
        _told(login, chosen, as_json, lang)

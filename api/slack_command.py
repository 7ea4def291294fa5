"""`cpo-coach slack`: looks after the Slack app. Imports that take time stay inside the commands."""

import typer

app = typer.Typer(help="Set up the Slack bot.", no_args_is_help=True)

_SIGNS = {True: "ok     ", False: "missing", None: "note   "}


@app.callback()
def slack() -> None:
    """Set up the Slack bot."""


@app.command()
def check() -> None:
    """Say in words what is missing: token, scopes, signing secret or socket."""
    import asyncio

    from api.errors import SettingsError
    from api.settings import read_settings
    from api.slack import check_slack

    async def show() -> bool:
        found = [finding async for finding in check_slack(read_settings())]
        for finding in found:
            typer.echo(f"{_SIGNS[finding.good]}  {finding.text}")
        return all(finding.good is not False for finding in found)

    try:
        complete = asyncio.run(show())
    except SettingsError as error:
        typer.echo(f"cpo-coach: {error}", err=True)
        raise typer.Exit(1) from None
    if not complete:
        raise typer.Exit(1)

"""How a command of ours is made: Chinese help, and the desk's options before and after its name."""

import functools
import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

from migrate.desk.desk import Desk
from migrate.desk.terminal import out
from migrate.run.screens import help_words
from migrate.run.screens.tables import help_page

# What Typer's parser raises on wrong use. Newer versions of Typer carry the parser along, so it is found by kinship.
WrongUse: Any = next(kind for kind in typer.BadParameter.__mro__ if kind.__name__ == "ClickException")

WorkspaceOption = Annotated[
    Path | None, typer.Option("-w", "--workspace", metavar="目录", help="工作目录，默认为当前目录或 $MIGRATE_WORKSPACE")
]
SetOption = Annotated[list[str] | None, typer.Option("--set", metavar="表.键=值", help=help_words.SETTINGS)]
ConnectOption = Annotated[list[str] | None, typer.Option("--connect-to", metavar="规则", help=help_words.CONNECT)]


class Command(TyperCommand):
    """A command whose help is Chinese throughout."""

    def get_help(self, ctx: Any) -> str:
        """Give the help as text."""
        return _help(ctx)


class Group(TyperGroup):
    """All commands; their help is Chinese throughout."""

    def get_help(self, ctx: Any) -> str:
        """Give the help as text."""
        return _help(ctx)


def group(**texts: Any) -> typer.Typer:
    """Make a group of commands."""
    return typer.Typer(
        cls=Group,
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
        **texts,
    )


def desk_command(app: typer.Typer, name: str) -> Callable[[Callable[..., int]], Callable[..., None]]:
    """Register a command: its first parameter is the desk (`-w`, `--set`, `--connect-to`), it gives the exit code."""

    def registered(work: Callable[..., int]) -> Callable[..., None]:
        own = list(inspect.signature(work, eval_str=True).parameters.values())[1:]
        common = [
            inspect.Parameter(parameter, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=annotation)
            for parameter, annotation in (
                ("workspace", WorkspaceOption),
                ("overrides", SetOption),
                ("connect_to", ConnectOption),
            )
        ]
        context = inspect.Parameter("context", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=typer.Context)

        @functools.wraps(work)
        def command(context: typer.Context, **given: Any) -> None:
            later = Desk(given.pop("workspace"), given.pop("overrides"), given.pop("connect_to"))
            raise typer.Exit(work(context.obj.joined(later), **given))

        ordered = [context, *(one.replace(kind=inspect.Parameter.KEYWORD_ONLY) for one in own), *common]
        command.__signature__ = inspect.Signature(ordered)  # type: ignore[attr-defined]
        command.__annotations__ = {one.name: one.annotation for one in ordered}
        app.command(name, cls=Command, help=work.__doc__)(command)
        return command

    return registered


def _help(context: Any) -> str:
    with out.capture() as captured:
        out.print(help_page(context), soft_wrap=False, markup=False)
    return "\n".join(line.rstrip() for line in captured.get().splitlines())

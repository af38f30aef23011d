"""What `migrate status` shows: every site on one screen, and of the sites that are named their lists and rules."""

from pathlib import Path

from rich.console import Group
from rich.table import Table
from rich.text import Text

from migrate.run.capturing.columns import site_columns
from migrate.run.screens.column_table import columns_table
from migrate.run.screens.rule_table import rules_table, site_rules
from migrate.run.screens.tables import overdue_lines, round_lines, status_table
from migrate.run.status import status
from migrate.settings import Settings


def status_screen(
    workspace: Path, settings: Settings, sites: tuple[str, ...]
) -> tuple[list[Table | Text | Group], bool]:
    """Give what is shown, part by part, and whether anything waits for a person; nothing where no site is known."""
    lines = status(workspace, settings, sites)
    if not lines:
        return [], False
    columns = site_columns(workspace, settings, sites) if sites else []
    rules = site_rules(workspace, settings, sites) if sites else []
    shown: list[Table | Text | Group] = [
        status_table(workspace, lines),
        *map(Text, [*overdue_lines(lines), *round_lines(lines)]),
    ]
    shown += [*map(columns_table, columns), *map(rules_table, rules)]
    return shown, any(line.waits for line in lines) or any(site.needs_a_person for site in columns)

"""Write the next migration of the ledger: what the tables in schema.py have that the newest version lacks.

python tools/new_schema_version.py 0002 "articles know their language"
"""

import sys
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine

ROOT = Path(__file__).resolve().parent.parent


def main(version: str, message: str) -> None:
    """Compare an empty ledger at the newest version with schema.py and write the difference as a migration."""
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrate/ledger/migrations"))
    with create_engine("sqlite://").begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        command.revision(config, message, autogenerate=True, rev_id=version)


if __name__ == "__main__":
    main(*sys.argv[1:])

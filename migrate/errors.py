"""What can go wrong, each with its cure: every error states the place, the problem and the remedy.

MigrateError
├── SettingsError   the settings file, a flag or an environment variable
├── SheetError      a clean-up sheet or a workbook handed back
├── FetchError      an old site that may not or cannot be asked
├── PortalError     the portal that receives articles cannot be asked or written
│   └── PortalRefusal   one thing that it refuses for good; the others go on
├── LedgerError     the ledger or the workspace around it
└── StageError      a stage asked for something that is not there yet
"""


class MigrateError(Exception):
    """Something the operator must touch; `problem` names the place, `remedy` says what to do (both Chinese)."""

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(f"{problem}。{remedy}" if remedy else problem)
        self.problem = problem
        self.remedy = remedy


class SettingsError(MigrateError):
    """A setting is unknown or unusable."""


class SheetError(MigrateError):
    """A workbook cannot be read as what it should be."""


class FetchError(MigrateError):
    """An address may not be asked."""


class PortalError(MigrateError):
    """The portal refused or cannot be written."""


class PortalRefusal(PortalError):  # noqa: N818 - named for what the portal does
    """The portal refuses this one thing for good: asking again would bring the same answer."""


class LedgerError(MigrateError):
    """The ledger or its workspace cannot be used."""


class StageError(MigrateError):
    """A stage was asked for a site or a thing that is not there."""

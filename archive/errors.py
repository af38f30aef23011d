"""The one error of this library."""


class ArchiveError(Exception):
    """Something about an archive file or page does not hold: the problem, and what a person can do about it."""

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(f"{problem}（{remedy}）")
        self.problem = problem
        self.remedy = remedy

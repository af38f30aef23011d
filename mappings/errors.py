"""What can go wrong with decisions kept as data."""


class MappingError(Exception):
    """A mapping cannot be used as it stands; `problem` names the place, `remedy` says what to do (both Chinese)."""

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(f"{problem}。{remedy}" if remedy else problem)
        self.problem = problem
        self.remedy = remedy

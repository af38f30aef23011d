"""A portal that only pretends to write: it asks the real one, checks what would be handed over, and changes nothing."""

from dataclasses import dataclass

from migrate.model import Article, Channel, Placement
from migrate.portal.contract import FileContent, Finish, Made, Portal, Probe, Visibility, source_hash

PRETENDED = "预览:"  # what the id of an article begins with that was not written


@dataclass(frozen=True)
class Preview:
    """The portal as a dry run sees it."""

    real: Portal

    def probe(self) -> Probe:
        """Ask the real portal."""
        return self.real.probe()

    def find(self, article_key: str) -> Placement | None:
        """Ask the real portal."""
        return self.real.find(article_key)

    def find_channel(self, channel: Channel) -> Made | None:
        """Ask the real portal."""
        return self.real.find_channel(channel)

    def check_article(self, article: Article, channel: Channel) -> None:
        """Ask the real portal."""
        self.real.check_article(article, channel)

    def check_file(self, name: str, length: int) -> None:
        """Ask the real portal."""
        self.real.check_file(name, length)

    def address(self, article: Article, channel: Channel) -> str | None:
        """Ask the real portal."""
        return self.real.address(article, channel)

    def read_back(self, remote_id: str) -> str | None:
        """Ask the real portal; what was pretended is as it was pretended."""
        return PRETENDED if remote_id.startswith(PRETENDED) else self.real.read_back(remote_id)

    def ensure_channel(self, channel: Channel, *, run: int) -> Made:
        """Give the channel, as it is or as if it had been made."""
        return self.real.find_channel(channel) or Made(f"{PRETENDED}{channel.path}", "", made=True)

    def ensure_file(self, sha256: str, name: str, content: FileContent, *, run: int) -> Made:
        """Give a file as if it had been stored."""
        return Made(f"{PRETENDED}{sha256}", f"files/{sha256}/{name}", made=True)

    def ensure_article(self, article: Article, channel: Channel, visibility: Visibility, *, run: int) -> Placement:
        """Give an article as if it had been placed."""
        given = source_hash(article, channel, visibility)
        new_url = self.real.address(article, channel) or ""
        return Placement(article.article_key, channel.path, PRETENDED + article.article_key, new_url, given, PRETENDED)

    def give_up_edits(self, remote_id: str) -> None:
        """Change nothing."""

    def set_visibility(self, remote_id: str, visibility: Visibility) -> None:
        """Change nothing."""

    def delete_own(self, remote_id: str, run: int) -> bool:
        """Change nothing."""
        return False

    def delete_file(self, remote_id: str, run: int) -> bool:
        """Change nothing."""
        return False

    def take_file(self, remote_id: str) -> None:
        """Change nothing."""

    def delete_channel(self, remote_id: str, run: int) -> bool:
        """Change nothing."""
        return False

    def finish(self) -> Finish:
        """Change nothing."""
        return Finish(0, 0, 0)

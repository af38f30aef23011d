"""PDF of the documents by LibreOffice: many files a call, our fonts, a profile of its own, a time limit."""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from pypdfium2 import PdfDocument, PdfiumError

from mappings.layers import SHIPPED
from migrate.errors import StageError
from migrate.ledger.papers import all_papers
from migrate.run.papers.kinds import all_definitions
from migrate.run.papers.merging import merged_path
from migrate.run.work import Result, Work

AT_ONCE = 40  # files in one call: starting LibreOffice costs more than a document, and a call must end in time
INSTALL = "请安装 LibreOffice（Debian/Ubuntu：apt install libreoffice-writer），或用 forms.pdf_program 写明它在哪里"
MAKER = "LibreOffice"  # as its files name it
A4 = (595.276, 841.89)  # points


def print_papers(work: Work, kinds: Sequence[str], result: Result) -> None:
    """Every document of the kinds has its PDF beside it, and every kind its merged one; what is up to date stays.

    Raises StageError where LibreOffice is missing, fails or takes too long.
    """
    program = program_of(work)
    for kind, definition in all_definitions(work).items():
        if kind not in kinds or "docx" not in definition.outputs:
            continue
        with work.ledger.begin() as connection:
            paths = [work.workspace / row.path for row in all_papers(connection, kind) if row.path.endswith(".docx")]
        paths = [path for path in paths if path.is_file()]
        stale = _stale(paths, result)
        for some in (stale[start : start + AT_ONCE] for start in range(0, len(stale), AT_ONCE)):
            _convert(program, some, work.settings.forms.pdf_timeout)
            result.count("PDF", len(some))
            work.voice.progress("PDF", definition.title, result.counts["PDF"], None)
        if paths:
            _merge([path.with_suffix(".pdf") for path in paths], merged_path(work, definition.title))


def _stale(paths: Sequence[Path], result: Result) -> list[Path]:
    """The documents whose PDF is older than they are, or missing; one that is no print of ours is told and left."""
    stale = []
    for path in paths:
        pdf = path.with_suffix(".pdf")
        if not _is_fresh(path) and _is_foreign(pdf):
            told = f"{pdf.name} 不是由文书生成的 PDF（也许是扫描件），没有覆盖"
            result.waiting.append(f"{told}；如是签批件请用 --signed 标记，否则请移走")
        elif not _is_fresh(path):
            stale.append(path)
    return stale


def program_of(work: Work) -> str:
    """Give where LibreOffice is; StageError where it is not."""
    name = work.settings.forms.pdf_program
    found = shutil.which(name)
    if found is None:
        raise StageError(f"找不到 LibreOffice（{name}），不能生成 PDF", INSTALL)
    return found


def _is_fresh(path: Path) -> bool:
    try:
        return path.with_suffix(".pdf").stat().st_mtime_ns >= path.stat().st_mtime_ns
    except FileNotFoundError:
        return False


def _is_foreign(pdf: Path) -> bool:
    """Whether a PDF lies there that LibreOffice did not make: a scan, perhaps, that must not be lost."""
    if not pdf.is_file():
        return False
    try:
        with PdfDocument(pdf) as document:
            return MAKER not in str(document.get_metadata_value("Producer"))
    except PdfiumError:
        return True


def _convert(program: str, paths: Sequence[Path], timeout: float) -> None:
    """Make the PDFs under plain names in a folder of its own, then move each beside its document."""
    with tempfile.TemporaryDirectory(prefix="migrate-pdf-") as made:
        folder = Path(made)
        for number, path in enumerate(paths):
            shutil.copyfile(path, folder / f"{number}.docx")
        said = _run(program, folder, len(paths), timeout)
        lacking = [path for number, path in enumerate(paths) if not (folder / f"{number}.pdf").is_file()]
        if lacking:
            problem = f"LibreOffice 没有做出 {lacking[0].name} 的 PDF：{said or '没有说明'}"
            raise StageError(problem, f"请用它打开该文件看看；{INSTALL}")
        for number, path in enumerate(paths):
            _move(folder / f"{number}.pdf", path.with_suffix(".pdf"))


def _run(program: str, folder: Path, files: int, timeout: float) -> str:
    """Let LibreOffice convert the files; it and everything that it started ends with this call."""
    command = [
        program, "--headless", "--norestore", f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        "--convert-to", "pdf", "--outdir", str(folder), *(str(folder / f"{number}.docx") for number in range(files)),
    ]  # fmt: skip
    environment = {**os.environ, "FONTCONFIG_FILE": str(SHIPPED / "forms" / "fonts.conf")}
    with subprocess.Popen(  # noqa: S603 - the program of the settings and files of our own
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=environment, start_new_session=True
    ) as process:
        try:
            said, _ = process.communicate(timeout=timeout)
        except subprocess.TimeoutExpired:
            problem = f"LibreOffice 超过 {timeout:g} 秒没有做完 {files} 份文书"
            raise StageError(problem, "请调大 forms.pdf_timeout，或减少同时运行的程序") from None
        finally:
            _end(process)
    return said.decode("utf-8", "replace").strip()[-200:]


def _end(process: "subprocess.Popen[bytes]") -> None:
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return


def _move(made: Path, target: Path) -> None:
    part = target.with_name(f"{target.name}.part")
    shutil.copyfile(made, part)
    part.replace(target)


def _merge(parts: Sequence[Path], document: Path) -> None:
    """All PDFs of a kind in one, each on an odd page; it is made anew where one of them is newer."""
    target = document.with_suffix(".pdf")
    newest = max(part.stat().st_mtime_ns for part in parts)
    if target.is_file() and target.stat().st_mtime_ns >= newest and _pages(target) == sum(map(_even, parts)):
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    joined = PdfDocument.new()
    for part in parts:
        with _opened(part) as pages:
            joined.import_pages(pages)
        if len(joined) % 2:
            joined.new_page(*A4)
    part = target.with_name(f"{target.name}.part")
    joined.save(part)
    joined.close()
    part.replace(target)


def _even(path: Path) -> int:
    return _pages(path) + _pages(path) % 2


def _pages(path: Path) -> int:
    with _opened(path) as document:
        return len(document)


def _opened(path: Path) -> PdfDocument:
    try:
        return PdfDocument(path)
    except PdfiumError as error:
        raise StageError(f"{path.name} 不是完整的 PDF（{error}）", "请删去它后重新运行 migrate forms --pdf") from None

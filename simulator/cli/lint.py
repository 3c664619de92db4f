"""``calledvia lint``: what is doubtful in policies that IAM would store."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from simulator.analysis.lint.registry import is_chosen, known
from simulator.analysis.lint.rule import Finding
from simulator.analysis.lint.running import lint
from simulator.cli.ci_formats import ci_lines
from simulator.cli.command_parser import CI_FORMATS
from simulator.cli.console import Console
from simulator.cli.exits import Exit
from simulator.cli.lint_replays import shown
from simulator.cli.playing import diagnostic_text, names
from simulator.formats.baseline import BaselineError
from simulator.formats.lint_baseline import print_baseline, read_baseline
from simulator.formats.lint_fixes import FixedFile, fixed_files
from simulator.formats.lint_settings import LintSettings, SettingsError, read_lint_settings
from simulator.formats.lint_stages import LintStages, read_lint_stages
from simulator.language.model import PolicyType
from simulator.report import as_lint
from simulator.report.as_json.documents import print_document
from simulator.report.as_json.lint import lint_document
from simulator.report.as_lint import Shown
from simulator.report.checks_made import diagnostic_checks, lint_checks
from simulator.report.terminal import Style
from simulator.report.wording.diagnostics import is_error
from simulator.report.wording.lint import fixes_words, summary_words
from simulator.source import printable

_PASSES = 10


class _UnusableError(Exception):
    """An option or a setting cannot be used; what is wrong has been told."""


@dataclass(frozen=True, slots=True)
class _Choice:
    """Which findings are wanted."""

    select: tuple[str, ...]
    ignore: tuple[str, ...]
    settings: LintSettings
    baseline: frozenset[str]

    def wants(self, finding: Finding) -> bool:
        """Whether it is not ignored in its file."""
        ignored = self.settings.ignored_in(finding.span.source.name)
        return is_chosen(finding.rule, (), ignored)


def execute(arguments: Namespace) -> int:
    """Lint, and mend what can be mended if that is asked for."""
    console = Console(arguments)
    try:
        choice = _choice(arguments, console)
    except _UnusableError:
        return Exit.BAD_INPUT
    fixed: dict[str, None] = {}
    for _ in range(_PASSES if arguments.fix else 0):
        written = _mend(arguments, choice)
        if not written:
            break
        fixed.update(dict.fromkeys(written))
    stages = _read(arguments)
    every = [one for found in _found(stages, choice) for one in found]
    if arguments.write_baseline:
        Path(arguments.baseline).write_text(
            print_baseline(one.finding for one in every), encoding="utf-8", newline="\n"
        )
    kept = [one for one in every if one.finding.fingerprint not in choice.baseline]
    new = [] if arguments.write_baseline else kept
    failed = any(map(is_error, stages.diagnostics))
    code = Exit.BAD_INPUT if failed else Exit.UNEXPECTED if new else Exit.OK
    looked_at = {it.policy.name: None for _, stage in stages.stages for it in stage.subjects}
    policies = len(looked_at)
    if console.format == "json":
        document = lint_document(
            new, policies, len(every) - len(new), fixed, stages.diagnostics, code, names()
        )
        console.print([print_document(document)])
        return code
    console.tell(diagnostic_text(stages.diagnostics, console))
    words = summary_words([one.finding for one in new], policies, len(every) - len(new))
    if console.format in CI_FORMATS:
        checks = (*diagnostic_checks(stages.diagnostics), *lint_checks(new, looked_at))
        console.print(ci_lines(console.format, checks, names(), "calledvia lint"))
        console.tell([f"{words}."])
        return code
    console.print(_lines(new, console))
    if fixed:
        console.print([f"{fixes_words(len(fixed), written=True)}."])
    elif console.format == "text":
        console.print(_differences(fixed_files(one.finding for one in new), console))
    console.print([console.terminal.paint(f"{words}.", Style.STRONG)])
    return code


def _read(arguments: Namespace) -> LintStages:
    type = PolicyType(arguments.policy_type) if arguments.policy_type else None
    return read_lint_stages(arguments.paths, type)


def _choice(arguments: Namespace, console: Console) -> _Choice:
    try:
        settings = read_lint_settings(Path.cwd())
    except SettingsError as error:
        said = error.problem or f"unknown key, or another type of value: {error.key}"
        console.tell([printable(f"{error.path}: {said}")])
        raise _UnusableError from error
    select = _ids(arguments.select) or settings.select
    ignore = (*settings.ignore, *_ids(arguments.ignore))
    for id in (*select, *ignore):
        if not known(id):
            console.tell([f"there is no rule {printable(id)}, and none that begins so"])
            raise _UnusableError
    if arguments.write_baseline and arguments.baseline is None:
        console.tell(["say where to write the baseline: --baseline FILE --write-baseline"])
        raise _UnusableError
    if arguments.baseline is None or arguments.write_baseline:
        return _Choice(select, ignore, settings, frozenset())
    try:
        return _Choice(select, ignore, settings, read_baseline(Path(arguments.baseline)))
    except BaselineError as error:
        console.tell([f"not a baseline that can be read: {printable(str(error))}"])
        raise _UnusableError from error


def _ids(given: Iterable[str]) -> tuple[str, ...]:
    return tuple(id for text in given for id in text.replace(",", " ").split())


def _found(stages: LintStages, choice: _Choice) -> Iterator[list[Shown]]:
    for path, stage in stages.stages:
        findings = filter(choice.wants, lint(stage, choice.select, choice.ignore))
        yield shown(findings, path, stage.world)


def _mend(arguments: Namespace, choice: _Choice) -> list[str]:
    """Write what one look at the files can mend; removing one thing can bring up another."""
    findings = [one.finding for found in _found(_read(arguments), choice) for one in found]
    kept = (it for it in findings if it.fingerprint not in choice.baseline)
    files = fixed_files(kept)
    for file in files:
        file.write()
    return [file.path for file in files]


def _differences(files: tuple[FixedFile, ...], console: Console) -> Iterator[str]:
    if files:
        yield fixes_words(len(files), written=False)
    for file in files:
        yield from as_lint.difference_lines(file.path, file.old, file.new, console.terminal)
        yield ""


def _lines(found: list[Shown], console: Console) -> Iterable[str]:
    if console.format == "concise":
        return as_lint.concise_lines(found)
    if console.format == "plain":
        return as_lint.plain_lines(found)
    return as_lint.text_lines(found, console.terminal)

"""What must be known of a document to read one part of it?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from simulator.language.findings import Findings
from simulator.language.kinds import Kind
from simulator.language.problems import Problem
from simulator.language.tree import JsonType, Node, Reader
from simulator.source import Text

NEWER, OLDER = "2012-10-17", "2008-10-17"
_LATIN = "\xff"


@dataclass(frozen=True, slots=True)
class Reading:
    """One document while it is read.

    Args:
        reader: reads its nodes.
        kind: the rules of its type.
        version: of the policy language.
    """

    reader: Reader
    kind: Kind
    version: str

    @property
    def findings(self) -> Findings:
        """Where problems are noted."""
        return self.reader.findings

    def wrong_type(self, node: Node | Text, *expected: JsonType) -> None:
        """Note a value that has none of the types expected here."""
        self.findings.add(
            Problem.WRONG_TYPE,
            self.reader.span(node),
            got=self.reader.type_of(node),
            expected=expected,
        )

    def string(self, node: Node | Text) -> Text | None:
        """A single string, None (and noted) if the value is anything else."""
        scalar = self.reader.scalar(node)
        if scalar is None or scalar.type is not JsonType.STRING:
            self.wrong_type(node, JsonType.STRING)
            return None
        self.check_characters(scalar.text)
        return scalar.text

    def strings(self, node: Node, *, empty: Problem) -> Iterator[Text]:
        """The strings of a list, or a single one; other values are noted and left out.

        Args:
            node: the value.
            empty: what is wrong with a list that holds nothing.
        """
        values = self.reader.values(node)
        if not values:
            self.findings.add(empty, self.reader.span(node))
        for value in values:
            scalar = self.reader.scalar(value)
            if scalar is None or scalar.type is not JsonType.STRING:
                listed = () if value is not node else (JsonType.LIST,)
                self.wrong_type(value, JsonType.STRING, *listed)
                continue
            self.check_characters(scalar.text)
            yield scalar.text

    def check_characters(self, text: Text) -> None:
        """Note a character that IAM does not take (UG reference_iam-quotas)."""
        value = text.value
        if value.isascii() and value.isprintable():
            return
        for character in value:
            if character > _LATIN or (character < " " and character not in "\t\n\r"):
                refused = self.kind.latin or character < " "
                problem = Problem.BAD_CHARACTER if refused else Problem.DOUBTFUL_CHARACTER
                self.findings.add(problem, text.span, got=character)
                return

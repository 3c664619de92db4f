"""What can be wrong with a file as such, and with its YAML?"""

from __future__ import annotations

from simulator.diagnostics.row import error, warning

FILES = (
    error("FIL001", "no such file", "Paths are relative to the file that names them."),
    error("FIL002", "a folder, not a file", "Name a file in it."),
    error("FIL003", "cannot be read", "See that the file may be read, and that its name is whole."),
    error("FIL004", "not UTF-8", "Save the file as UTF-8."),
    error("FIL005", "UTF-16, not UTF-8", "Save the file as UTF-8."),
    error("FIL006", "file too large", "Split it: worlds can include others, one file an account."),
    error("FIL007", "nothing in it", "A file opens with calledvia: 1."),
    error("FIL008", "does not open with calledvia: 1", "Put calledvia: 1 on its first line."),
    error("FIL009", "unknown version of the format", "This program reads calledvia: 1."),
    error(
        "FIL011",
        "another kind of file",
        "A file with requests or replays is a scenario; a world has none of them.",
    ),
    error("FIL012", "includes or replays itself", "Leave the path out."),
    warning("FIL013", "too many problems", "The rest is not listed: mend these first."),
)

YAML = (
    error("YML001", "not YAML", "See the rules of YAML: https://yaml.org/spec/1.1/."),
    error("YML002", "a character that YAML does not allow", 'Write it as an escape: "\\x00".'),
    error("YML003", "nested too deep", "No world and no scenario is that deep."),
    error("YML004", "an anchor or alias", "Write the value out where it is needed."),
    error("YML005", "a tag", "Leave it out: the format says what each value is."),
    error("YML006", "a second document", "One file holds one document."),
    error("YML007", "a key twice", "Keep one of them."),
    error("YML008", "a merge key", "Write the entries out."),
    error("YML009", "a tab in the indentation", "Indent with spaces."),
    error("YML010", "a key that is no text", "Put the text of a key before the colon."),
    error("YML011", "a character that looks like a space and is none", "Use a plain space."),
    warning(
        "YML012",
        "a typographic quotation mark",
        "It is part of the text: quote with ' or \" if that was meant.",
    ),
    error("YML013", "too many values", "Split the file."),
)

import pytest

from simulator.language.model import Quantifier
from simulator.language.operators import OPERATORS, OperatorName, ValueType, read_operator
from simulator.language.values import readable


@pytest.mark.parametrize("base", OPERATORS)
def test_every_operator_takes_prefix_and_suffix(base: str) -> None:
    assert read_operator(base) == OperatorName(base, None, False)
    assert read_operator(f"ForAllValues:{base}IfExists") == OperatorName(
        base, Quantifier.FOR_ALL_VALUES, True
    )


@pytest.mark.parametrize(
    "written",
    [
        "",
        "IfExists",
        "bool",
        "IpAdress",
        "ForAnyValue:",
        "foranyvalue:Bool",
        "BoolIfexists",
        "x:Bool",
    ],
)
def test_any_other_name_is_no_operator(written: str) -> None:
    assert read_operator(written) is None


@pytest.mark.parametrize(
    ("type_", "good", "bad"),
    [
        (ValueType.NUMBER, ["10", "-1", "10.5", "010", "1e3"], ["", "ten", "1,000", "0x10", "10 "]),
        (
            ValueType.DATE,
            [
                "2026",
                "2026-11",
                "2026-11-24",
                "2026-11-24T10:00Z",
                "2026-11-24T10:00:00.5+01:00",
                "1732442400",
                "0",
            ],
            ["", "24.11.2026", "2026-13", "2026-02-30", "2026-11-24T25:00Z", "tomorrow"],
        ),
        (ValueType.BOOLEAN, ["true", "False"], ["", "yes", "1"]),
        (ValueType.BINARY, ["", "QUJD", "QQ=="], ["Q", "QQ=", "Q Q=", "é"]),
        (ValueType.ADDRESS, ["1.2.3.4", "1.2.3.4/5", "::/0"], ["", "1.2.3.4/33", "1.2.3.04", "x"]),
        (ValueType.ARN, ["*", "arn:aws:s3:::b", "arn:*:*:*:*:*"], ["", "boop", "arn:aws:s3"]),
        (ValueType.STRING, ["", "anything"], []),
    ],
)
def test_values_are_read_by_their_type(type_: ValueType, good: list[str], bad: list[str]) -> None:
    assert [value for value in good if not readable(value, type_)] == []
    assert [value for value in bad if readable(value, type_)] == []

import pytest

from simulator.language.addresses import Network, read_address, read_network


@pytest.mark.parametrize(
    ("text", "network"),
    [
        ("103.15.250.7", Network(4, 0x670FFA07, 0x670FFA07, 32, False)),
        ("103.15.250.0/24", Network(4, 0x670FFA00, 0x670FFAFF, 24, False)),
        ("12.148.72.0/23", Network(4, 0x0C944800, 0x0C9449FF, 23, False)),
        ("203.0.113.7/24", Network(4, 0xCB007100, 0xCB0071FF, 24, False)),
        ("0.0.0.0/0", Network(4, 0, 2**32 - 1, 0, False)),
        ("255.255.255.255/32", Network(4, 2**32 - 1, 2**32 - 1, 32, False)),
        ("::/0", Network(6, 0, 2**128 - 1, 0, False)),
        ("2001:DB8::5", Network(6, 0x20010DB8 << 96 | 5, 0x20010DB8 << 96 | 5, 128, False)),
        ("::ffff:203.0.113.7", Network(6, 0xFFFFCB007107, 0xFFFFCB007107, 128, True)),
        ("::ffff:0:0/96", Network(6, 0xFFFF00000000, 0xFFFFFFFFFFFF, 96, True)),
        ("::ffff:0:0/95", Network(6, 0xFFFE00000000, 0xFFFFFFFFFFFF, 95, False)),
    ],
)
def test_an_address_or_range_is_read(text: str, network: Network) -> None:
    assert read_network(text) == network


@pytest.mark.parametrize(
    "text",
    [
        "",
        "10",
        "127.1",
        "0x7f.0.0.1",
        "1.2.3",
        "1.2.3.4.5",
        "256.1.1.1",
        "203.0.113.007",
        "203.0.113.0/33",
        "203.0.113.0/024",
        "203.0.113.0/",
        "203.0.113.0/+8",
        "203.0.113.0/255.255.255.0",
        "203.0.113.0/8/8",
        " 203.0.113.7",
        "203.0.113.7\n",
        "\u0661.2.3.4",
        "cloudformation.amazonaws.com",
        "AWS Internal",
        "2001:db8::/129",
        "1::2::3",
        ":::",
        "g::1",
        "fe80::1%eth0",
        "::ffff:1.2.3.04",
        "[::1]",
    ],
)
def test_what_is_no_address_is_none(text: str) -> None:
    assert read_network(text) is None
    assert read_address(text) is None


def test_a_range_is_no_address() -> None:
    assert read_address("203.0.113.7/32") is None
    assert read_address("203.0.113.7") == read_network("203.0.113.7/32")

"""The benchmark of the fetch loop runs, and what it says can be believed."""

from tests.bench.fetch import shares


def test_server_and_decoder_are_parts_of_the_whole() -> None:
    told = shares(rounds=1)
    assert 0 < told["server"] + told["decoder"] < told["total"]
    assert 0 < told["share"] < 1

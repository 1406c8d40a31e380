"""What one list has beyond another, told in words."""

from watcher.sequences import beyond


def test_what_is_said_twice_and_was_said_once_is_beyond_it_once() -> None:
    assert beyond(["May", "june", "may", "MAY"], ["may", "July"], str.lower) == ["june", "may", "MAY"]

"""The `reader` library, for readers.py: reads feeds into a database and prints all that it then holds, as JSON.

Run by the Python of an environment that has the library: ``python -I library_reader.py DATABASE URL...``
"""

from __future__ import annotations

import json
import sys

from reader import make_reader  # type: ignore[import-not-found]


def main() -> None:
    database, *urls = sys.argv[1:]
    library = make_reader(database)
    for url in urls:
        library.add_feed(url, exist_ok=True)
    updates = list(library.update_feeds_iter(scheduled=False))
    if failed := [f"{u.url}: {u.error}" for u in updates if u.error]:
        sys.exit("; ".join(failed))
    held: dict[str, dict[str, str]] = {url: {} for url in urls}
    for e in library.get_entries():
        words = [c.value for c in e.content] + [e.summary]
        held[e.feed_url][e.id] = repr((e.title, e.link, e.updated, e.published, e.author, words))
    print(json.dumps(held))


if __name__ == "__main__":
    main()

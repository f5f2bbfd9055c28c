"""All tables."""

from tests.bench import (
    apparatus,
    article,
    beside,
    books,
    collating,
    critical,
    ebook,
    normalising,
    rebuilding,
    round_trips,
)

normalising.main()
collating.main()
apparatus.main()
beside.main()
books.main()
round_trips.main()
article.main([])
critical.main()
ebook.main()
rebuilding.main([])

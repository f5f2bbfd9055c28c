"""All tables."""

from tests.bench import article, collating, normalising

normalising.main()
collating.main()
article.main([])

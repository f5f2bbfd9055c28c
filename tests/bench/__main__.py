"""All tables."""

from tests.bench import article, normalising

normalising.main()
article.main([])

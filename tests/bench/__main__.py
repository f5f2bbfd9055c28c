"""All tables."""

from tests.bench import apparatus, article, collating, normalising

normalising.main()
collating.main()
apparatus.main()
article.main([])

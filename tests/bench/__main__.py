"""All tables."""

from tests.bench import apparatus, article, collating, critical, normalising

normalising.main()
collating.main()
apparatus.main()
article.main([])
critical.main()

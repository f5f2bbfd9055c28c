"""All tables."""

from tests.bench import apparatus, article, collating, critical, ebook, normalising

normalising.main()
collating.main()
apparatus.main()
article.main([])
critical.main()
ebook.main()

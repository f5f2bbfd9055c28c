"""The rules of the linter: each is a function that looks for one kind of fault, and says so in its first line."""

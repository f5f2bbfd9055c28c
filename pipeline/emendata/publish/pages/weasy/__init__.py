"""All that reaches into the private parts of WeasyPrint.

The rest of `pages` deals with plain data. What is used of WeasyPrint 70.0 beyond its documented
interface is the tree of laid-out boxes and the steps of its layout; another version may have others,
so `load` refuses it, and the tests say which part has changed.
"""

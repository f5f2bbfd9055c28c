"""Say what an entry of the apparatus says: from the kinds of its readings and its witnesses, by the house's rules.

`wording.Wording` turns an `Entry` into data in the order of print; `publish.semantic` writes it as XHTML.
"""

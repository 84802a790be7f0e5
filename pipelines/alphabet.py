"""The letters that rules need to tell apart, as the inside of a regular expression's character class.

Python's `re` has no class for capitals, and Vietnamese capitals lie scattered over four Unicode blocks.
"""

VIETNAMESE = "ăđĩũơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ"
"""Small letters that no other language of the news writes (``à`` and ``é`` are French too)."""

UPPER = "A-ZÀ-ÖØ-ÞŠŽČŁŚ" + VIETNAMESE.upper()
"""Capital letters of Vietnamese and of the names of its neighbours in the news."""

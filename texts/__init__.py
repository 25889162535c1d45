"""Wording: typed values in, localised screens out. The sentences themselves stand in `texts/locales/*.po`."""

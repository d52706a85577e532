"""The site's texts in other languages: gathering, writing catalogues, test languages, dates."""

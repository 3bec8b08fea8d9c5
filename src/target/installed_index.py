# Asks the pip of this Python for its default index.
import sys

sys.path[:] = [entry for entry in sys.path if entry not in ("", ".")]

from pip._internal.models.index import PyPI

print(PyPI.simple_url)

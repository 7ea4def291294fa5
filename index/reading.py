"""Lets one thread at a time read numpy's files.

numpy reads the header of an array as a Python literal, and CPython 3.11 counts the depth of the
literals of all threads together: two threads that read at once can fail with a `SystemError`
(CPython issue 106905). A running server reads a newer index while it answers from the one it has.
"""

from threading import Lock

ONE_READER = Lock()
"""Held while a file with arrays is read."""

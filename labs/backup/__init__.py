"""The whole record in one file, of either database, and back into either.

`sealed_file` encrypts chunks, `contents` is the stream of lines within, `tables` reads
and loads rows, `databases` says which database is asked; `write`, `restore` and `move`
use them. See decision 0039.
"""

"""Dependency conflict resolver and requirements pinner for Python.

The program is a binary, which this package brings along: run `pinfix`, or `python -m pinfix`. There is nothing to import.
"""

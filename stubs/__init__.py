"""Vendors' clouds for tests and trials: they speak the vendors' real formats over real HTTP, wrong answers included.

`python -m stubs` runs them all; a test starts the one it needs.
"""

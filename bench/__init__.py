"""Measures the product from outside, beside what it replaces."""

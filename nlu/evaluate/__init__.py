"""Measures how well customers are understood, beside the stock recipe. Nothing here is part of the model."""

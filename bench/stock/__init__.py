"""The stock recipe: what Rasa's documentation suggests for Chinese, over the same examples as the product's."""

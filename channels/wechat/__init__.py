"""The WeChat Official Account: pushes come in signed, answers leave through the customer service API."""

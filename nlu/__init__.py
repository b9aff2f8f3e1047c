"""What is understood of a customer's message: Rasa graph components and the pure readers behind them."""

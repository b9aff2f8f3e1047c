"""WeCom customer service (微信客服): a push says that there is news, the words are fetched by a durable cursor."""

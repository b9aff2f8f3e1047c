"""Text messages: Alibaba and Tencent on the mainland, Twilio abroad."""

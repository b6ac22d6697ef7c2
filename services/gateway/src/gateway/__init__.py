"""Takes leads over HTTP and answers when the broker has them."""

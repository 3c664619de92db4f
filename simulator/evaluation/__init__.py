"""What is asked and what comes out: pure functions of one request and the policies in play."""

"""Input that means harm: a corpus with the answer beside each case, and a gateway of its own to send it to."""

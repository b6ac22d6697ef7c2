"""Pure decisions of the gateway: who may send, what is accepted, and what a refusal says."""

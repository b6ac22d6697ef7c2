"""
Who may do what: scopes and roles, clients and their secrets, tokens.

A request brings a secret (an API key) or a token made of one; both lead to a `Caller`, whose scopes decide. All here is
pure but `postgres`, which keeps clients.
"""

"""Scores a lead from rules and a model, with reasons."""

"""Sentences made of results: findings, changes, what happened in a conversation."""

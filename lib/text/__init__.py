"""Sentences made of results: findings, changes, what happened in a conversation.

change_sentences    sentences on the parts of a change
control_findings    sentences on a control chart
conversation_story  what happened in a conversation, in sentences: a line for each of its parts
findings            findings as sentences: alternative text of charts, and the headlines of pages
"""

"""Simulated sessions as records in the service's own spellings."""

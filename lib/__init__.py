"""Callboard: contact-centre figures that say what they count."""

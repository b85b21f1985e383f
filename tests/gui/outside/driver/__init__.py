"""Drives Keyturn from outside, as assistive technology and a keyboard do. Nothing here knows its insides."""

"""Changing. Only these modules write what belongs to a journey."""

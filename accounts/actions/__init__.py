"""Changing people, their access and their invitations."""

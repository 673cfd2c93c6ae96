#!/usr/bin/env python3
"""Django's command line. A real installation sets DJANGO_SETTINGS_MODULE=config.settings.production."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.development")
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as problem:
        sys.exit(f"SecondPath is not set up rightly. {problem}")

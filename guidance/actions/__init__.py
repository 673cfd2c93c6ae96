"""The only places in the library's own code that write. Editors write through Wagtail."""

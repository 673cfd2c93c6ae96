"""The guidance library: pages, blocks, starter content, search, review dates."""

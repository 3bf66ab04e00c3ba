"""Starting, stopping and the threads between."""

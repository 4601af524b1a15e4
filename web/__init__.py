"""What stands between the network and the pages: files, headers, finished answers, and the pages as documents."""

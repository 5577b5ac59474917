"""PDFs: their text page by page, and pictures of the pages whose text is not the whole story."""

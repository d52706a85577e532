"""What programmes say about a place, put before its local government by a link without account, and what it answers."""

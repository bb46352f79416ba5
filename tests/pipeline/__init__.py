"""The whole way on small cities."""

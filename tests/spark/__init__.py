"""The same models on a real Spark cluster: `make test-spark`."""

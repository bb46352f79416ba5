"""Tests: unit (seconds), integration (real files and servers), pipeline (the whole way)."""

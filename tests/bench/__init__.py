"""Measurements by hand; no test."""

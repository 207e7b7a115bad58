"""Tests of what the guide for operators recommends: configurations, replicas, supply chain."""

from tests.programs import program  # noqa: F401 - a fixture

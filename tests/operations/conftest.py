"""Tests of what the guide for operators recommends: configurations, replicas, supply chain."""

from tests.clients.conftest import program  # noqa: F401 - a fixture

"""Measurements that anybody can repeat. They are no part of the product and no part of the tests."""

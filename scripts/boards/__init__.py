"""Boards as pages: read a board, ask the warehouse, draw with dbt-charts, write HTML."""

"""The workbook: its sheets, and what Excel can and cannot hold."""

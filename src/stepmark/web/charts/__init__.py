"""Drawings computed on the server: numbers in, places out, and no word of sales.

Across, places are percent of the drawing's width; down, they are em. So a drawing fits every width, and its texts keep
the reader's size.
"""

"""Accuracy and speed of the forecasts, beside what a data scientist would pick instead."""

"""What is stored about somebody."""

"""What was agreed: parties, violation classes, terms and their adoption."""

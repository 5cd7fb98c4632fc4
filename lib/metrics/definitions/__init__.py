"""What each metric counts: records, predicates, rates, targets, filters, dimensions."""

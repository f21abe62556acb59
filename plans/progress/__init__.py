"""What becomes of an approved plan: values of indicators, action plans, evaluations, what is told of them."""

"""How a document, the shipped facts or a person's correction become rows; called inside a service's transaction."""

"""The draft against what was negotiated: the key terms of a case, what a person typed back, what a text holds."""

"""What the labelled set is made of: documents in four languages and claims about them. It knows no checker."""

"""Tables, whatever file they come from: workbooks, CSV, OpenDocument. Each is described, and each of its cells can be cited."""

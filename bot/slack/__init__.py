"""The Web API: threads and files in, answers out, and what may be shown at all. It knows no Redis and no model."""

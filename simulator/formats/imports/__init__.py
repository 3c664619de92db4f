"""Worlds from what people have: account dumps, exports of Organizations, folders of policies."""

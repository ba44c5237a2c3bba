"""Archives as former versions left them."""

#: The ledger of versions 1 to 3.
LEDGER = """
CREATE TABLE deliveries (
    attempt INTEGER NOT NULL, edition TEXT NOT NULL, recipient TEXT NOT NULL,
    message_id TEXT NOT NULL, state TEXT NOT NULL, code INTEGER,
    answer TEXT NOT NULL DEFAULT '', at TEXT NOT NULL, PRIMARY KEY (attempt, recipient)
) STRICT;
CREATE INDEX deliveries_by_edition ON deliveries (edition, recipient);
INSERT INTO deliveries VALUES
    (1, '2024-02-16', 'ann@example.org', '<1@x>', 'failed', 75, '', '2024-02-16T15:00:00+00:00'),
    (2, '2024-02-16', 'Ann@example.org', '<2@x>', 'sent', 0, '', '2024-02-16T15:01:00+00:00'),
    (3, '2024-02-16', 'ann@example.org', '<3@x>', 'failed', 75, '', '2024-02-16T15:02:00+00:00'),
    (3, '2024-02-16', 'bob@example.org', '<3@x>', 'sending', NULL, '', '2024-02-16T15:02:00+00:00'),
    (4, '2024-02-09', 'ann@example.org', '<4@x>', 'failed', 1, '', '2024-02-09T15:02:00+00:00');
"""

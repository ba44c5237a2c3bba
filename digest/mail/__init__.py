"""Page → message → delivery.

address   who mail is from and for: "Name <mailbox@example.org>"
headers   header lines: encoded, folded, and nothing slipped into them
message   the whole message, as `sendmail -t` takes it
"""

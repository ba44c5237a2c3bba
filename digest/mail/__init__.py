"""Page → message → delivery.

address   who mail is from and for: "Name <mailbox@example.org>"
headers   header lines: encoded, folded, and nothing slipped into them
lists     what a mailing list says of itself, and how to leave it
body      text, pictures and what holds them together, encoded
pictures  the page's pictures, shown by Content-ID
message   the whole message, as `sendmail -t` takes it
deliver   the message handed to a mail program
"""

"""A page and a message with something wrong for every judge: one that finds nothing is no judge."""

from __future__ import annotations

NAME = "wrong"
PAGE = """\
<!DOCTYPE html>
<html>
<head><title>Wrong</title>
<style>
@media (max-width: 600px) { p { mix-blend-mode: multiply } }
</style>
</head>
<body>
<div style="position: fixed; colour: red">
<p id="twice">Nothing closes this.
<div id="twice"><img src="https://pictures.example.org/hall.png"></p></div>
</div>
<p style="color: #cccccc; background-color: #ffffff">Nobody can read this.</p>
<p style="width: 700px; background-color: #ffffff">Telephones are narrower.</p>
</body>
</html>
"""
#: No Date, no Message-ID, a subject that shouts, and a page alone.
MESSAGE = b"""\
From: Winner <winner@example.org>
To: readers@example.org
Subject: YOU HAVE WON A MILLION DOLLARS!!!
MIME-Version: 1.0
Content-Type: text/html; charset="utf-8"

<html><body style="color:#ffffff; background-color:#ffffff">
<p style="font-size:1px; color:#ffffff">MILLION DOLLARS</p>
<a href="http://203.0.113.7/">CLICK HERE</a></body></html>
"""

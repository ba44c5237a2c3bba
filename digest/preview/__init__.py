"""The edition in a browser: one page on 127.0.0.1, which follows the files as they change.

snapshot   what the page shows at one moment, as values
exhibit    what stands beside the mail: stories, remarks, sources, and places they lead to
actions    what the page can ask to be done with the edition file
board      what is shown now, and who waits for the next
watch      which files matter, and when one of them has changed
server     the HTTP side: addresses, guards, headers
live       all of it: look, show, watch, look again
static/    the page: HTML, a style sheet, a script

How an edition is made or changed is not known here: `live.run` is given a function that looks at
the workspace and gives snapshots, and one that does an action.
"""

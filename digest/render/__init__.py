"""Edition → Page: what readers see, as HTML with its CSS inlined and as text.

fragments   an edition's Markdown into safe pieces of HTML
values      the values that templates get
view        Edition + Config into those values
templates   Jinja2: ours, and the user's over them
inline      premailer
rules       what premailer read, applied to the next page without it
kept        the folder where what is made of templates is kept
plain       pieces of HTML into wrapped text with numbered links
text        the text part
weight      what the parts of a page weigh, and what is left out for Gmail
page        all of it: `render_page`
"""

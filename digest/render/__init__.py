"""Edition → Page: what readers see, as HTML with its CSS inlined and as text.

fragments   an edition's Markdown into safe pieces of HTML
view        Edition + Config into the values that templates get
templates   Jinja2: ours, and the user's over them
inline      premailer
plain       pieces of HTML into wrapped text with numbered links
text        the text part
page        all of it: `render_page`
"""

"""What the judges of pages may find, each with the reason why it stays.

A name that no edition needs any more has to go: a test says so.
"""

from __future__ import annotations

#: Rules that html-validate recommends for pages of the Web; a mail has to do otherwise.
HTML_VALIDATE = {
    "no-inline-style": "some clients drop style sheets: attributes are all that they keep",
    "no-conditional-comment": "Outlook for Windows needs tables where others need none",
    "prefer-tbody": "parsers add it; in each of the layout's tables it would only cost bytes",
    "long-title": "the title is the subject, and headlines have more than 70 characters",
}
#: Properties that no specification has, and that some client needs.
VNU = {
    "mso-hide": "without it Outlook for Windows shows the preheader, which is hidden",
    "supported-color-schemes": "what Apple Mail called color-scheme before it was a standard",
}
#: Features, as caniemail.com calls them, that some client does not support, or not wholly.
CANIEMAIL = {
    # What stays in a style sheet is for narrow screens and dark mode: without it, the page is
    # what the attributes make of it, which is whole.
    "<style> element": "the rules that every page needs are in attributes",
    "@media": "max-width and prefers-color-scheme alone; without them the page is wide and light",
    "!important keyword": "only in kept rules, which have to win over attributes",
    "Adjacent sibling combinator": "only in kept rules, for the tables of a text",
    "Attribute selector": "only [data-ogsc] and [data-ogsb], for the one client that writes them",
    "Class selector": "only in kept rules",
    "Descendant combinator": "only in kept rules",
    "Type selector": "only in kept rules",
    # The frame.
    "<body> element": "often replaced: its first child has the colours, lang and dir once more",
    "lang attribute": "where it is dropped, a screen reader guesses; nothing is lost to sight",
    "dir attribute": "dropped from cells, or meant for the whole: it stands on html and on a div",
    "role attribute": "where it is dropped, a screen reader reads out the layout's tables",
    "display:none": "for the preheader alone; max-height, overflow and mso-hide help",
    "display": "none, block and inline-block alone, which Outlook for Windows can do without",
    "overflow": "hidden, for the preheader alone; display:none and mso-hide help",
    # What some client draws a little otherwise.
    "background-color": "where only named colours count, the page is black on white",
    "border": "below the 8 pixels that Outlook for Windows draws; a line lost is no word lost",
    "border-collapse": "no cell has a border that would be doubled",
    "font-size": "in pixels alone: keywords, per cent and rem are what is not supported",
    "font-weight": "bold alone: numbers are what is not supported",
    "height property": "auto alone, so that pictures keep their shape",
    "letter-spacing": "in pixels, one or two: where they are drawn otherwise, little changes",
    "line-height": "lines are a little nearer or further in Outlook for Windows",
    "margin": "auto only centres, and a table around does so in Outlook for Windows; none negative",
    "max-width": "a table around has the width in Outlook for Windows",
    "overflow-wrap": "without it a word that is wider than a telephone makes the page wider",
    "padding": "on cells alone where the layout needs it; the rest stands a little closer",
    "table-layout": "without it a wide word makes the table wider",
    "text-align": "left, right and center alone: start and end are what is not supported",
    "text-decoration": "none and underline alone, never with a colour or a style",
    "text-transform": "uppercase alone: lowercase is what is not supported",
    "width attribute": "pictures are as wide in pixels as they are to be in Outlook for Windows",
    "width property": "100% beside a width attribute, for clients that are not Outlook",
    # What a text of an editor may hold.
    "<blockquote> element": "one client folds it up; its words are there",
    "<code> element": "without it the words are in the letters of the text",
    "<hr> element": "its line is drawn otherwise, or is not",
    "<img> element": "shown once the reader allows it; each has an alt",
    "<pre> element": "without it the words are in the letters of the text",
    "<ul>, <ol> and <dl>": "reversed lists and values of items, which no text of ours has",
    "white-space": "pre-wrap for such lines alone; without it they are wrapped as others",
}
ALLOWED = {"html-validate": HTML_VALIDATE, "vnu": VNU, "caniemail": CANIEMAIL}

"""Sources into items: everything that reads what others wrote.

Feeds come in by address (`remote`) or from a file, in XML (`feed`) or JSON (`jsonfeed`). Both are
decoded (`charset`) and bounded (`bounds`), and XML is mended (`repair`), before any parser sees
them; then entries are dated (`dates`), credited (`publisher`), given their picture (`media`) and
made into items (`entry`).

Local files (`files`) are notes and pasted texts (`document`), saved pages (`webpage`) and letters
(`letter`). What a person says of one comes first (`front`); then site furniture is taken off
(`furniture`), the head is found (`headline`), and what is left is one item or, in a round-up
(`roundup`), one for each part (`local`).

A source that cannot be read is a value, a `Fetched` with an `error`: it never stops an edition.
"""

"""Sources into items: everything that reads what others wrote.

Feeds come in by address (`remote`) or from a file, in XML (`feed`) or JSON (`jsonfeed`). Both are
decoded (`charset`) and bounded (`bounds`), and XML is mended (`repair`), before any parser sees
them; then entries are dated (`dates`), credited (`publisher`), given their picture (`media`) and
made into items (`entry`). A source that cannot be read is a value, a `Fetched` with an `error`: it
never stops an edition.
"""

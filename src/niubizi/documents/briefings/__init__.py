"""The official document of a period (通报): content in, a Word file out, and what it says back.

* :mod:`.content` — what a document says, as frozen values
* :mod:`.render` — content and a template become a docx
* :mod:`.layout`, :mod:`.template` — the page of GB/T 9704-2012 and the default template
* :mod:`.check` — whether an office's own template may be used
* :mod:`.fields` — text blocks with figures in them, as they are edited on a page
* :mod:`.figures`, :mod:`.reading` — a document's figures with their keys, and its text
"""

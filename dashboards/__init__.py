"""Pages and pictures of the site: figures, tables, sentences and templates over the marts.

Belongs here: how a number of the marts looks (format, colour, picture, wording, page).
Does not belong here: making a number (``dbt_project/``), drawing with a browser, writing the
site, the gate (``pipelines/publish/``).
"""

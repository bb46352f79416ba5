"""The office's papers: what the 月度通报, the half-year analysis and the list of problems say.

Belongs here: structure, words and tables of a paper, from the published marts. Does not belong
here: making a number (``dbt_project/``), writing .docx or .xlsx, the gate (``pipelines/papers``).
"""

"""The interface for programs: what everybody may read, as JSON and CSV, under ``/api/v1/``.

``schemas`` says what an answer holds, ``documents`` makes it of what is stored, ``resources``
lists the addresses. The OpenAPI document and the page ``/api/`` are generated from these. No key
of a live question is in any of it, nor what could stand in for one: its ref, its version's number.
"""

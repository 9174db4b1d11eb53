"""The tables that may be taken away whole, one entry each; what a reader may not see is not in their file.

One file a room. Rows of a table name the rows of another by the codes that the read API gives for them.
"""

from dongxi.site.bulk import cooperation, matching, people, plans, statistics

EXPORTS = (*people.EXPORTS, *statistics.EXPORTS, *plans.EXPORTS, *matching.EXPORTS, *cooperation.EXPORTS)

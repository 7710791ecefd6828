"""Trials of ClinicalTrials.gov, downloaded page by page into one file that a build reads.

The download is written beside the file it becomes and goes on after an interruption; a hidden
file beside it keeps what was asked, when, and the digest of what came.
"""

from msc_kg.fetching.api import API, DELAY, PAGE, Registry, nct_number
from msc_kg.fetching.download import MSC, Fetched, Search, fetch

__all__ = ["API", "DELAY", "MSC", "PAGE", "Fetched", "Registry", "Search", "fetch", "nct_number"]

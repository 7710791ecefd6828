"""Invented registry records in the registry's JSON form, as many as a test needs."""

import json
from collections.abc import Iterable
from typing import Any

CONDITIONS = ("Graft-versus-host Disease", "Knee Osteoarthritis", "Crohn Disease", "Stroke")
SOURCES = ("Bone marrow", "Umbilical cord", "Adipose tissue")
SPONSORS = ("University of Liege", "Hospital of Nowhere", "Cells and Sons Ltd.")
STATUSES = ("RECRUITING", "COMPLETED", "UNKNOWN")


def study(number: int) -> dict[str, Any]:
    """Return an invented record; equal numbers give equal records."""
    nct = f"NCT9{number:07d}"
    source = SOURCES[number % 3]
    return {
        "protocolSection": {
            "identificationModule": {
                "nctId": nct,
                "briefTitle": f"{source} mesenchymal stromal cells, study {number}",
                "organization": {"fullName": SPONSORS[number % 3], "class": "OTHER"},
            },
            "statusModule": {
                "overallStatus": STATUSES[number % 3],
                "startDateStruct": {"date": "2019-03", "type": "ACTUAL"},
                "lastUpdatePostDateStruct": {"date": f"2021-0{1 + number % 9}-11"},
            },
            "sponsorCollaboratorsModule": {
                "leadSponsor": {"name": SPONSORS[number % 3], "class": "OTHER"}
            },
            "conditionsModule": {"conditions": [CONDITIONS[number % 4]]},
            "designModule": {
                "studyType": "INTERVENTIONAL",
                "phases": ["PHASE2"],
                "enrollmentInfo": {"count": 10 + number, "type": "ESTIMATED"},
            },
            "armsInterventionsModule": {
                "interventions": [
                    {
                        "type": "BIOLOGICAL",
                        "name": f"Allogeneic {source.lower()} MSC",
                        "description": f"{1 + number % 5} x 10^6 cells/kg, intravenous",
                    }
                ]
            },
        },
        "hasResults": False,
    }


def ndjson(numbers: Iterable[int]) -> bytes:
    """Return the records of these numbers, one a line."""
    return b"".join(json.dumps(study(number)).encode() + b"\n" for number in numbers)

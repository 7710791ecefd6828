"""One invented trial in every form in which ClinicalTrials.gov gave its records."""

from typing import Any

STUDY: dict[str, Any] = {
    "protocolSection": {
        "identificationModule": {
            "nctId": "NCT09990001",
            "orgStudyIdInfo": {"id": "OMC-12"},
            "secondaryIdInfos": [
                {"id": "2019-001234-56", "type": "EUDRACT_NUMBER"},
                {"id": "R01XY000001", "type": "NIH"},
            ],
            "organization": {"fullName": "Orchard Cell Works, Ltd.", "class": "INDUSTRY"},
            "briefTitle": "Cord Cells for Knees, Hips, and Shoulders",
            "officialTitle": "A Trial of Umbilical Cord-derived MSCs in Osteoarthritis",
            "acronym": "CORD-KNEE",
        },
        "statusModule": {
            "statusVerifiedDate": "2021-03",
            "overallStatus": "UNKNOWN",
            "lastKnownStatus": "RECRUITING",
            "startDateStruct": {"date": "2019-10-01", "type": "ACTUAL"},
            "primaryCompletionDateStruct": {"date": "2022-06", "type": "ESTIMATED"},
            "completionDateStruct": {"date": "2022-12", "type": "ESTIMATED"},
            "studyFirstPostDateStruct": {"date": "2019-09-02", "type": "ACTUAL"},
            "lastUpdatePostDateStruct": {"date": "2021-03-09", "type": "ACTUAL"},
        },
        "sponsorCollaboratorsModule": {
            "responsibleParty": {"type": "SPONSOR"},
            "leadSponsor": {"name": "Orchard Cell Works, Ltd.", "class": "INDUSTRY"},
            "collaborators": [{"name": "Lakeside Institute of Joints", "class": "INDUSTRY"}],
        },
        "conditionsModule": {
            "conditions": ["Osteoarthritis, Knee", "Osteoarthritis, Hip"],
            "keywords": ["cartilage", "cord"],
        },
        "designModule": {
            "studyType": "INTERVENTIONAL",
            "phases": ["PHASE1", "PHASE2"],
            "designInfo": {
                "allocation": "RANDOMIZED",
                "interventionModel": "PARALLEL",
                "primaryPurpose": "TREATMENT",
                "maskingInfo": {"masking": "DOUBLE", "whoMasked": ["PARTICIPANT", "INVESTIGATOR"]},
            },
            "enrollmentInfo": {"count": 48, "type": "ESTIMATED"},
        },
        "armsInterventionsModule": {
            "armGroups": [
                {
                    "label": "Cells",
                    "type": "EXPERIMENTAL",
                    "description": "One intra-articular injection of 2x10^7 cells.",
                    "interventionNames": ["Biological: Allogeneic UC-MSC"],
                },
                {
                    "label": "Saline",
                    "type": "PLACEBO_COMPARATOR",
                    "interventionNames": ["Drug: Saline, 0.9%"],
                },
            ],
            "interventions": [
                {
                    "type": "BIOLOGICAL",
                    "name": "Allogeneic UC-MSC",
                    "armGroupLabels": ["Cells"],
                    "otherNames": ["cord cells"],
                },
                {"type": "DRUG", "name": "Saline, 0.9%", "armGroupLabels": ["Saline"]},
            ],
        },
        "outcomesModule": {
            "primaryOutcomes": [{"measure": "Adverse events", "timeFrame": "12 months"}],
            "secondaryOutcomes": [
                {
                    "measure": "Pain",
                    "description": "Change of pain on a scale of ten points.",
                    "timeFrame": "Baseline and 6 months",
                }
            ],
        },
        "eligibilityModule": {
            "healthyVolunteers": False,
            "sex": "ALL",
            "minimumAge": "40 Years",
            "maximumAge": "75 Years",
        },
        "contactsLocationsModule": {
            "overallOfficials": [{"name": "Ida Orchard, MD"}],
            "locations": [
                {
                    "facility": "Lakeside Hospital, Department of Joints",
                    "city": "Seoul",
                    "zip": "03080",
                    "country": "Korea, Republic of",
                    "status": "RECRUITING",
                },
                {
                    "facility": "Orchard Clinic",
                    "city": "Austin",
                    "state": "Texas",
                    "zip": "78701",
                    "country": "United States",
                    "status": "RECRUITING",
                },
            ],
        },
        "referencesModule": {
            "references": [
                {"pmid": "11111111", "type": "BACKGROUND", "citation": "Orchard I. Cells. 2010."},
                {"pmid": "22222222", "type": "RESULT", "citation": "Orchard I. Knees. 2021."},
            ]
        },
    },
    "derivedSection": {
        "conditionBrowseModule": {"meshes": [{"id": "D010003", "term": "Osteoarthritis"}]},
    },
    "hasResults": False,
}

XML = """<?xml version="1.0" encoding="UTF-8"?>
<clinical_study rank="1">
  <!-- This xml conforms to an XML Schema -->
  <required_header><url>https://clinicaltrials.gov/show/NCT09990001</url></required_header>
  <id_info>
    <org_study_id>OMC-12</org_study_id>
    <secondary_id>2019-001234-56</secondary_id>
    <secondary_id>R01XY000001</secondary_id>
    <nct_id>NCT09990001</nct_id>
  </id_info>
  <brief_title>Cord Cells for Knees, Hips, and Shoulders</brief_title>
  <acronym>CORD-KNEE</acronym>
  <official_title>A Trial of Umbilical Cord-derived
    MSCs in Osteoarthritis</official_title>
  <sponsors>
    <lead_sponsor><agency>Orchard Cell Works, Ltd.</agency>
      <agency_class>Industry</agency_class></lead_sponsor>
    <collaborator><agency>Lakeside Institute of Joints</agency>
      <agency_class>Industry</agency_class></collaborator>
  </sponsors>
  <source>Orchard Cell Works, Ltd.</source>
  <overall_status>Unknown status</overall_status>
  <last_known_status>Recruiting</last_known_status>
  <start_date type="Actual">October 1, 2019</start_date>
  <completion_date type="Anticipated">December 2022</completion_date>
  <primary_completion_date type="Anticipated">June 2022</primary_completion_date>
  <phase>Phase 1/Phase 2</phase>
  <study_type>Interventional</study_type>
  <study_design_info>
    <allocation>Randomized</allocation>
    <intervention_model>Parallel Assignment</intervention_model>
    <primary_purpose>Treatment</primary_purpose>
    <masking>Double (Participant, Investigator)</masking>
  </study_design_info>
  <primary_outcome><measure>Adverse events</measure>
    <time_frame>12 months</time_frame></primary_outcome>
  <secondary_outcome><measure>Pain</measure><time_frame>Baseline and 6 months</time_frame>
    <description>Change of pain on a scale of ten points.</description></secondary_outcome>
  <enrollment type="Anticipated">48</enrollment>
  <condition>Osteoarthritis, Knee</condition>
  <condition>Osteoarthritis, Hip</condition>
  <arm_group>
    <arm_group_label>Cells</arm_group_label>
    <arm_group_type>Experimental</arm_group_type>
    <description>One intra-articular injection of 2x10^7 cells.</description>
  </arm_group>
  <arm_group>
    <arm_group_label>Saline</arm_group_label>
    <arm_group_type>Placebo Comparator</arm_group_type>
  </arm_group>
  <intervention>
    <intervention_type>Biological</intervention_type>
    <intervention_name>Allogeneic UC-MSC</intervention_name>
    <arm_group_label>Cells</arm_group_label>
    <other_name>cord cells</other_name>
  </intervention>
  <intervention>
    <intervention_type>Drug</intervention_type>
    <intervention_name>Saline, 0.9%</intervention_name>
    <arm_group_label>Saline</arm_group_label>
  </intervention>
  <eligibility>
    <criteria><textblock>Inclusion Criteria: pain.</textblock></criteria>
    <gender>All</gender>
    <minimum_age>40 Years</minimum_age>
    <maximum_age>75 Years</maximum_age>
    <healthy_volunteers>No</healthy_volunteers>
  </eligibility>
  <overall_official><last_name>Ida Orchard, MD</last_name>
    <role>Principal Investigator</role></overall_official>
  <location>
    <facility><name>Lakeside Hospital, Department of Joints</name>
      <address><city>Seoul</city><zip>03080</zip><country>Korea, Republic of</country></address>
    </facility>
    <status>Recruiting</status>
  </location>
  <location>
    <facility><name>Orchard Clinic</name>
      <address><city>Austin</city><state>Texas</state><zip>78701</zip>
        <country>United States</country></address>
    </facility>
    <status>Recruiting</status>
  </location>
  <reference><citation>Orchard I. Cells. 2010.</citation><PMID>11111111</PMID></reference>
  <results_reference><citation>Orchard I. Knees. 2021.</citation>
    <PMID>22222222</PMID></results_reference>
  <verification_date>March 2021</verification_date>
  <study_first_posted type="Actual">September 2, 2019</study_first_posted>
  <last_update_posted type="Actual">March 9, 2021</last_update_posted>
  <responsible_party><responsible_party_type>Sponsor</responsible_party_type></responsible_party>
  <keyword>cartilage</keyword>
  <keyword>cord</keyword>
  <condition_browse><mesh_term>Osteoarthritis</mesh_term></condition_browse>
</clinical_study>
"""

PRESENT_CSV = """\
NCT Number,Study Title,Study URL,Acronym,Study Status,Brief Summary,Study Results,Conditions,\
Interventions,Primary Outcome Measures,Secondary Outcome Measures,Other Outcome Measures,Sponsor,\
Collaborators,Sex,Age,Phases,Enrollment,Funder Type,Study Type,Study Design,Other IDs,Start Date,\
Primary Completion Date,Completion Date,First Posted,Results First Posted,Last Update Posted,\
Locations,Study Documents
NCT09990001,"Cord Cells for Knees, Hips, and Shoulders",\
https://clinicaltrials.gov/study/NCT09990001,CORD-KNEE,UNKNOWN,"Two
lines",NO,"Osteoarthritis, Knee|Osteoarthritis, Hip",\
"BIOLOGICAL: Allogeneic UC-MSC|DRUG: Saline, 0.9%","Adverse events, 12 months",\
"Pain, Change of pain on a scale of ten points., Baseline and 6 months",,\
"Orchard Cell Works, Ltd.",Lakeside Institute of Joints,ALL,"ADULT, OLDER_ADULT",PHASE1|PHASE2,48,\
INDUSTRY,INTERVENTIONAL,"Allocation: RANDOMIZED|Intervention Model: PARALLEL|Masking: DOUBLE \
(PARTICIPANT, INVESTIGATOR)|Primary Purpose: TREATMENT",OMC-12|2019-001234-56|R01XY000001,\
2019-10-01,2022-06,2022-12,2019-09-02,,2021-03-09,"Lakeside Hospital, Department of Joints, Seoul, \
03080, Korea, Republic of|Orchard Clinic, Austin, Texas, 78701, United States",
"""

LEGACY_CSV = """\
"Rank","NCT Number","Title","Acronym","Status","Study Results","Conditions","Interventions",\
"Outcome Measures","Sponsor/Collaborators","Gender","Age","Phases","Enrollment","Funded Bys",\
"Study Type","Study Designs","Other IDs","Start Date","Primary Completion Date","Completion Date",\
"First Posted","Results First Posted","Last Update Posted","Locations","Study Documents","URL"
"1","NCT09990001","Cord Cells for Knees, Hips, and Shoulders","CORD-KNEE","Unknown status",\
"No Results Available","Osteoarthritis, Knee|Osteoarthritis, Hip",\
"Biological: Allogeneic UC-MSC|Drug: Saline, 0.9%","Adverse events|Pain",\
"Orchard Cell Works, Ltd.|Lakeside Institute of Joints","All",\
"40 Years to 75 Years   (Adult, Older Adult)","Phase 1|Phase 2","48","Industry","Interventional",\
"Allocation: Randomized|Intervention Model: Parallel Assignment|Masking: Double (Participant, \
Investigator)|Primary Purpose: Treatment","OMC-12|2019-001234-56|R01XY000001","October 1, 2019",\
"June 2022","December 2022","September 2, 2019","","March 9, 2021",\
"Lakeside Hospital, Department of Joints, Seoul, Korea, Republic of|\
Orchard Clinic, Austin, Texas, United States","","https://ClinicalTrials.gov/show/NCT09990001"
"""

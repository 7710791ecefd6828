# Defects to plant into a graph, each with the shape or check that must find it and a part of
# its message. An update makes the first fitting node wrong, so that it works on any graph that
# holds such a node. Prefixes are those of ontology/prefixes.ttl.

#+ record-status: more than one overall status
INSERT { ?n msc:overallStatus status:COMPLETED, status:RECRUITING }
WHERE { { SELECT * WHERE { ?n a msc:Record } ORDER BY ?n LIMIT 1 } }

#+ trial-one-status: more than one accepted overall status
INSERT { ?n msc:overallStatus status:COMPLETED, status:RECRUITING }
WHERE { { SELECT * WHERE { ?n a msc:Trial } ORDER BY ?n LIMIT 1 } }

#+ record-dates: lies before start 2031-05
INSERT { ?n msc:startDate "2031-05"^^xsd:gYearMonth ;
  msc:completionDate "2030"^^xsd:gYear }
WHERE { { SELECT * WHERE { ?n a msc:RegistryRecord } ORDER BY ?n LIMIT 1 } }

#+ record-primary-dates: primary completion 2031-05 lies after
INSERT { ?n msc:primaryCompletionDate "2031-05"^^xsd:gYearMonth ;
  msc:completionDate "2030-01-02"^^xsd:date }
WHERE { { SELECT * WHERE { ?n a msc:StudyReport } ORDER BY ?n LIMIT 1 } }

#+ dose-unit: the dose has no unit
DELETE { ?n msc:doseUnit ?unit }
WHERE { { SELECT * WHERE { ?n msc:doseUnit ?unit ; msc:doseValue ?v } ORDER BY ?n LIMIT 1 } }

#+ dose-amount: the dose has no amount
DELETE { ?n msc:doseValue ?v }
WHERE { { SELECT * WHERE { ?n msc:doseValue ?v
  FILTER NOT EXISTS { ?n msc:doseLow|msc:doseHigh ?x } } ORDER BY ?n LIMIT 1 } }

#+ dose-size: 106 is out of range
DELETE { ?n msc:doseLow ?v }
INSERT { ?n msc:doseLow 106 }
WHERE { { SELECT * WHERE { ?n msc:doseLow ?v ; msc:doseUnit unit:cells-per-kg }
  ORDER BY ?n LIMIT 1 } }

#+ dose-range: range of the dose is reversed
DELETE { ?n msc:doseHigh ?v }
INSERT { ?n msc:doseHigh 5 }
WHERE { { SELECT * WHERE { ?n msc:doseLow ?low ; msc:doseHigh ?v } ORDER BY ?n LIMIT 1 } }

#+ trial-number: not a valid ClinicalTrials.gov number
INSERT { ?n dcterms:identifier "nct 0069819" }
WHERE { { SELECT * WHERE { ?n a msc:Trial } ORDER BY ?n LIMIT 1 } }

#+ document-digest: SHA-256
DELETE { ?n schema:sha256 ?digest }
WHERE { { SELECT * WHERE { ?n schema:sha256 ?digest } ORDER BY ?n LIMIT 1 } }

#+ product-agreement: does not come from
DELETE { ?n msc:cellType ?c ; msc:tissueSource ?t }
INSERT { ?n msc:cellType cell:bm-msc ; msc:tissueSource tissue:endometrium .
  cell:bm-msc msc:tissueSource tissue:bone-marrow }
WHERE { { SELECT * WHERE { ?n msc:cellType ?c ; msc:tissueSource ?t ; a msc:CellProduct }
  ORDER BY ?n LIMIT 1 } }

#+ condition-blocked: must not be matched to MONDO:0012833
INSERT { ?n skos:exactMatch MONDO:0012833 }
WHERE { { SELECT * WHERE { ?n a msc:Condition } ORDER BY ?n LIMIT 1 } }

#+ people-enrollment: placeholder for unknown
INSERT { ?n msc:enrollment 99999999 }
WHERE { { SELECT * WHERE { ?n a msc:RegistryRecord } ORDER BY ?n LIMIT 1 } }

#+ organisation-label: exactly one label
DELETE { ?n rdfs:label ?label }
WHERE { { SELECT * WHERE { ?n a msc:Organization ; rdfs:label ?label } ORDER BY ?n LIMIT 1 } }

#+ record-document: exactly one source document
DELETE { ?n msc:statedIn ?document }
WHERE { { SELECT * WHERE { ?n msc:statedIn ?document } ORDER BY ?n LIMIT 1 } }

#+ record-trial: not about a trial
DELETE { ?n msc:about ?trial }
WHERE { { SELECT * WHERE { ?n a msc:Record ; msc:about ?trial } ORDER BY ?n LIMIT 1 } }

#+ record-locator: cannot be checked
DELETE { ?n msc:locator ?place }
WHERE { { SELECT * WHERE { ?n a msc:Record ; msc:locator ?place } ORDER BY ?n LIMIT 1 } }

#+ report-enrollment: never the trial's enrollment
INSERT { ?n msc:enrollment 20 }
WHERE { { SELECT * WHERE { ?n a msc:StudyReport } ORDER BY ?n LIMIT 1 } }

#+ organisation-country: more than one country
INSERT { ?n msc:country country:BE, country:CN }
WHERE { { SELECT * WHERE { ?n a msc:Organization } ORDER BY ?n LIMIT 1 } }

#+ paper-doi: DOI in lower case
INSERT { ?n msc:doi "DOI:10.1000/A" }
WHERE { { SELECT * WHERE { ?n a msc:Paper } ORDER BY ?n LIMIT 1 } }

#+ broader-cycle: broader than itself
INSERT { ?b skos:broader ?n }
WHERE { { SELECT * WHERE { ?n skos:broader ?b } ORDER BY ?n LIMIT 1 } }

#+ broader-scheme: is in another scheme
INSERT { ?n skos:broader tissue:bone-marrow }
WHERE { { SELECT * WHERE { ?n a msc:Condition } ORDER BY ?n LIMIT 1 } }

#+ paper-identifier-shared: is also on another paper
INSERT { <https://w3id.org/msc-kg/stray> a msc:Paper ; rdfs:label 'copy' ; msc:doi ?v }
WHERE { { SELECT * WHERE { ?n msc:doi ?v } ORDER BY ?n LIMIT 1 } }

#+ dangling-link: of which nothing is said
INSERT { ?n msc:hasDose <https://w3id.org/msc-kg/gone> }
WHERE { { SELECT * WHERE { ?n a msc:Record } ORDER BY ?n LIMIT 1 } }

#+ blank-node: a node without IRI
INSERT { ?n msc:hasDose [ a msc:Dose ] }
WHERE { { SELECT * WHERE { ?n a msc:Record } ORDER BY ?n LIMIT 1 } }

#+ no-type: no type
INSERT { <https://w3id.org/msc-kg/untyped> dcterms:title 'stray' }
WHERE { { SELECT * WHERE { ?n a msc:Trial } ORDER BY ?n LIMIT 1 } }

#+ personal-address: no personal address
INSERT { ?n msc:official 'Ann <ann@example.org>' }
WHERE { { SELECT * WHERE { ?n a msc:Record } ORDER BY ?n LIMIT 1 } }

#+ wrong-scheme: a concept of the scheme
INSERT { ?n msc:donorType tissue:bone-marrow }
WHERE { { SELECT * WHERE { ?n a msc:CellProduct } ORDER BY ?n LIMIT 1 } }

#+ accepted-not-stated: no record of it states that
INSERT { ?n msc:enrollment 4711 }
WHERE { { SELECT * WHERE { ?n a msc:Trial } ORDER BY ?n LIMIT 1 } }

#+ part-without-record: cannot be traced
DELETE { ?owner msc:hasCellProduct ?n }
WHERE { { SELECT * WHERE { ?owner msc:hasCellProduct ?n } ORDER BY ?n LIMIT 1 } }

#+ undeclared-term: msc:sponsr is no term of the ontology
DELETE { ?n msc:sponsor ?o }
INSERT { ?n msc:sponsr ?o }
WHERE { { SELECT * WHERE { ?n a msc:Record ; msc:sponsor ?o } ORDER BY ?n LIMIT 1 } }

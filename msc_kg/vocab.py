"""The terms of the ontology, typed.

Generated from ``ontology/msc.ttl`` by ``docs/generate.py``: do not edit. Each class below
is a namespace; its attributes are the terms declared there.
"""

from msc_kg.terms import Class, DatatypeProperty, Iri, ObjectProperty, PartialDate


class dcterms:
    """Terms of http://purl.org/dc/terms/"""

    alternative = DatatypeProperty[str](Iri("http://purl.org/dc/terms/alternative"))
    bibliographicCitation = DatatypeProperty[str](Iri("http://purl.org/dc/terms/bibliographicCitation"))
    format = DatatypeProperty[str](Iri("http://purl.org/dc/terms/format"))
    identifier = DatatypeProperty[str](Iri("http://purl.org/dc/terms/identifier"))
    issued = DatatypeProperty[PartialDate](Iri("http://purl.org/dc/terms/issued"))
    modified = DatatypeProperty[PartialDate](Iri("http://purl.org/dc/terms/modified"))
    source = DatatypeProperty[str](Iri("http://purl.org/dc/terms/source"))
    title = DatatypeProperty[str](Iri("http://purl.org/dc/terms/title"))


class foaf:
    """Terms of http://xmlns.com/foaf/0.1/"""

    primaryTopic = ObjectProperty(Iri("http://xmlns.com/foaf/0.1/primaryTopic"))


class msc:
    """Terms of https://w3id.org/msc-kg/ontology#"""

    Administration = Class(Iri("https://w3id.org/msc-kg/ontology#Administration"))
    Arm = Class(Iri("https://w3id.org/msc-kg/ontology#Arm"))
    CellProduct = Class(Iri("https://w3id.org/msc-kg/ontology#CellProduct"))
    Condition = Class(Iri("https://w3id.org/msc-kg/ontology#Condition"))
    ConditionMention = Class(Iri("https://w3id.org/msc-kg/ontology#ConditionMention"))
    Disagreement = Class(Iri("https://w3id.org/msc-kg/ontology#Disagreement"))
    Dose = Class(Iri("https://w3id.org/msc-kg/ontology#Dose"))
    FieldEvidence = Class(Iri("https://w3id.org/msc-kg/ontology#FieldEvidence"))
    Intervention = Class(Iri("https://w3id.org/msc-kg/ontology#Intervention"))
    Organization = Class(Iri("https://w3id.org/msc-kg/ontology#Organization"))
    OutcomeMeasure = Class(Iri("https://w3id.org/msc-kg/ontology#OutcomeMeasure"))
    Paper = Class(Iri("https://w3id.org/msc-kg/ontology#Paper"))
    Record = Class(Iri("https://w3id.org/msc-kg/ontology#Record"))
    RegistryRecord = Class(Iri("https://w3id.org/msc-kg/ontology#RegistryRecord"))
    Site = Class(Iri("https://w3id.org/msc-kg/ontology#Site"))
    SourceDocument = Class(Iri("https://w3id.org/msc-kg/ontology#SourceDocument"))
    StudyReport = Class(Iri("https://w3id.org/msc-kg/ontology#StudyReport"))
    Trial = Class(Iri("https://w3id.org/msc-kg/ontology#Trial"))
    about = ObjectProperty(Iri("https://w3id.org/msc-kg/ontology#about"))
    acceptsHealthyVolunteers = DatatypeProperty[bool](Iri("https://w3id.org/msc-kg/ontology#acceptsHealthyVolunteers"))
    acronym = DatatypeProperty[str](Iri("https://w3id.org/msc-kg/ontology#acronym"))
    administrationSite = DatatypeProperty[str](Iri("https://w3id.org/msc-kg/ontology#administrationSite"))
    agencyClass = ObjectProperty(Iri("https://w3id.org/msc-kg/ontology#agencyClass"))
    allocation = ObjectProperty(Iri("https://w3id.org/msc-kg/ontology#allocation"))
    armType = ObjectProperty(Iri("https://w3id.org/msc-kg/ontology#armType"))
    asOf = DatatypeProperty[PartialDate](Iri("https://w3id.org/msc-kg/ontology#asOf"))
    backgroundPaper = ObjectProperty(Iri("https://w3id.org/msc-kg/ontology#backgroundPaper"))
    basis = DatatypeProperty[str](Iri("https://w3id.org/msc-kg/ontology#basis"))
    betweenRecords = ObjectProperty(Iri("https://w3id.org/msc-kg/ontology#betweenRecords"))
    brandName = DatatypeProperty[str](Iri("https://w3id.org/msc-kg/ontology#brandName"))
    caption = DatatypeProperty[str](Iri("https://w3id.org/msc-kg/ontology#caption"))
    cellModifier = DatatypeProperty[str](Iri("https://w3id.org/msc-kg/ontology#cellModifier"))
    cellType = ObjectProperty(Iri("https://w3id.org/msc-kg/ontology#cellType"))
    citationMarker = DatatypeProperty[str](Iri("https://w3id.org/msc-kg/ontology#citationMarker"))
    city = DatatypeProperty[str](Iri("https://w3id.org/msc-kg/ontology#city"))
    coIntervention = DatatypeProperty[str](Iri("https://w3id.org/msc-kg/ontology#coIntervention"))
    cohortSize = DatatypeProperty[int](Iri("https://w3id.org/msc-kg/ontology#cohortSize"))
    collaborator = ObjectProperty(Iri("https://w3id.org/msc-kg/ontology#collaborator"))
    completionDate = DatatypeProperty[PartialDate](Iri("https://w3id.org/msc-kg/ontology#completionDate"))
    completionDateType = ObjectProperty(Iri("https://w3id.org/msc-kg/ontology#completionDateType"))
    condition = ObjectProperty(Iri("https://w3id.org/msc-kg/ontology#condition"))
    conditionKind = DatatypeProperty[str](Iri("https://w3id.org/msc-kg/ontology#conditionKind"))
    country = ObjectProperty(Iri("https://w3id.org/msc-kg/ontology#country"))
    derivedPaper = ObjectProperty(Iri("https://w3id.org/msc-kg/ontology#derivedPaper"))
    disagreementKind = ObjectProperty(Iri("https://w3id.org/msc-kg/ontology#disagreementKind"))
    documentKind = DatatypeProperty[str](Iri("https://w3id.org/msc-kg/ontology#documentKind"))
    doi = DatatypeProperty[str](Iri("https://w3id.org/msc-kg/ontology#doi"))
    donorType = ObjectProperty(Iri("https://w3id.org/msc-kg/ontology#donorType"))
    doseError = DatatypeProperty[float](Iri("https://w3id.org/msc-kg/ontology#doseError"))
    doseHigh = DatatypeProperty[float](Iri("https://w3id.org/msc-kg/ontology#doseHigh"))
    doseLow = DatatypeProperty[float](Iri("https://w3id.org/msc-kg/ontology#doseLow"))
    doseQualifier = DatatypeProperty[str](Iri("https://w3id.org/msc-kg/ontology#doseQualifier"))
    doseUnit = ObjectProperty(Iri("https://w3id.org/msc-kg/ontology#doseUnit"))
    doseValue = DatatypeProperty[float](Iri("https://w3id.org/msc-kg/ontology#doseValue"))
    eligibleSex = ObjectProperty(Iri("https://w3id.org/msc-kg/ontology#eligibleSex"))
    enrollment = DatatypeProperty[int](Iri("https://w3id.org/msc-kg/ontology#enrollment"))
    enrollmentType = ObjectProperty(Iri("https://w3id.org/msc-kg/ontology#enrollmentType"))
    firstPosted = DatatypeProperty[PartialDate](Iri("https://w3id.org/msc-kg/ontology#firstPosted"))
    flag = DatatypeProperty[str](Iri("https://w3id.org/msc-kg/ontology#flag"))
    hasAdministration = ObjectProperty(Iri("https://w3id.org/msc-kg/ontology#hasAdministration"))
    hasArm = ObjectProperty(Iri("https://w3id.org/msc-kg/ontology#hasArm"))
    hasCellProduct = ObjectProperty(Iri("https://w3id.org/msc-kg/ontology#hasCellProduct"))
    hasConditionMention = ObjectProperty(Iri("https://w3id.org/msc-kg/ontology#hasConditionMention"))
    hasDose = ObjectProperty(Iri("https://w3id.org/msc-kg/ontology#hasDose"))
    hasEvidence = ObjectProperty(Iri("https://w3id.org/msc-kg/ontology#hasEvidence"))
    hasIntervention = ObjectProperty(Iri("https://w3id.org/msc-kg/ontology#hasIntervention"))
    hasOutcomeMeasure = ObjectProperty(Iri("https://w3id.org/msc-kg/ontology#hasOutcomeMeasure"))
    hasPaper = ObjectProperty(Iri("https://w3id.org/msc-kg/ontology#hasPaper"))
    hasSite = ObjectProperty(Iri("https://w3id.org/msc-kg/ontology#hasSite"))
    interventionModel = ObjectProperty(Iri("https://w3id.org/msc-kg/ontology#interventionModel"))
    interventionType = ObjectProperty(Iri("https://w3id.org/msc-kg/ontology#interventionType"))
    isoCode = DatatypeProperty[str](Iri("https://w3id.org/msc-kg/ontology#isoCode"))
    keyword = DatatypeProperty[str](Iri("https://w3id.org/msc-kg/ontology#keyword"))
    lastUpdated = DatatypeProperty[PartialDate](Iri("https://w3id.org/msc-kg/ontology#lastUpdated"))
    locator = DatatypeProperty[str](Iri("https://w3id.org/msc-kg/ontology#locator"))
    masking = ObjectProperty(Iri("https://w3id.org/msc-kg/ontology#masking"))
    maximumAge = DatatypeProperty[str](Iri("https://w3id.org/msc-kg/ontology#maximumAge"))
    meshTerm = DatatypeProperty[str](Iri("https://w3id.org/msc-kg/ontology#meshTerm"))
    minimumAge = DatatypeProperty[str](Iri("https://w3id.org/msc-kg/ontology#minimumAge"))
    official = DatatypeProperty[str](Iri("https://w3id.org/msc-kg/ontology#official"))
    onNode = ObjectProperty(Iri("https://w3id.org/msc-kg/ontology#onNode"))
    onProperty = ObjectProperty(Iri("https://w3id.org/msc-kg/ontology#onProperty"))
    onText = DatatypeProperty[str](Iri("https://w3id.org/msc-kg/ontology#onText"))
    outcomeType = ObjectProperty(Iri("https://w3id.org/msc-kg/ontology#outcomeType"))
    overallStatus = ObjectProperty(Iri("https://w3id.org/msc-kg/ontology#overallStatus"))
    partOfPaper = ObjectProperty(Iri("https://w3id.org/msc-kg/ontology#partOfPaper"))
    phase = ObjectProperty(Iri("https://w3id.org/msc-kg/ontology#phase"))
    pmid = DatatypeProperty[str](Iri("https://w3id.org/msc-kg/ontology#pmid"))
    postcode = DatatypeProperty[str](Iri("https://w3id.org/msc-kg/ontology#postcode"))
    previousStatus = ObjectProperty(Iri("https://w3id.org/msc-kg/ontology#previousStatus"))
    primaryCompletionDate = DatatypeProperty[PartialDate](Iri("https://w3id.org/msc-kg/ontology#primaryCompletionDate"))
    primaryCompletionDateType = ObjectProperty(Iri("https://w3id.org/msc-kg/ontology#primaryCompletionDateType"))
    primaryPurpose = ObjectProperty(Iri("https://w3id.org/msc-kg/ontology#primaryPurpose"))
    relatedTrial = ObjectProperty(Iri("https://w3id.org/msc-kg/ontology#relatedTrial"))
    reportedIn = ObjectProperty(Iri("https://w3id.org/msc-kg/ontology#reportedIn"))
    reportedOutcome = DatatypeProperty[str](Iri("https://w3id.org/msc-kg/ontology#reportedOutcome"))
    responsibleParty = DatatypeProperty[str](Iri("https://w3id.org/msc-kg/ontology#responsibleParty"))
    resultPaper = ObjectProperty(Iri("https://w3id.org/msc-kg/ontology#resultPaper"))
    route = ObjectProperty(Iri("https://w3id.org/msc-kg/ontology#route"))
    secondaryIdentifier = DatatypeProperty[str](Iri("https://w3id.org/msc-kg/ontology#secondaryIdentifier"))
    sponsor = ObjectProperty(Iri("https://w3id.org/msc-kg/ontology#sponsor"))
    sponsorStatedAs = DatatypeProperty[str](Iri("https://w3id.org/msc-kg/ontology#sponsorStatedAs"))
    startDate = DatatypeProperty[PartialDate](Iri("https://w3id.org/msc-kg/ontology#startDate"))
    startDateType = ObjectProperty(Iri("https://w3id.org/msc-kg/ontology#startDateType"))
    state = DatatypeProperty[str](Iri("https://w3id.org/msc-kg/ontology#state"))
    statedAs = DatatypeProperty[str](Iri("https://w3id.org/msc-kg/ontology#statedAs"))
    statedIn = ObjectProperty(Iri("https://w3id.org/msc-kg/ontology#statedIn"))
    statusStatedAs = DatatypeProperty[str](Iri("https://w3id.org/msc-kg/ontology#statusStatedAs"))
    studyType = ObjectProperty(Iri("https://w3id.org/msc-kg/ontology#studyType"))
    timeFrame = DatatypeProperty[str](Iri("https://w3id.org/msc-kg/ontology#timeFrame"))
    tissueSource = ObjectProperty(Iri("https://w3id.org/msc-kg/ontology#tissueSource"))
    verifiedDate = DatatypeProperty[PartialDate](Iri("https://w3id.org/msc-kg/ontology#verifiedDate"))
    whyStopped = DatatypeProperty[str](Iri("https://w3id.org/msc-kg/ontology#whyStopped"))


class prov:
    """Terms of http://www.w3.org/ns/prov#"""

    hadPrimarySource = ObjectProperty(Iri("http://www.w3.org/ns/prov#hadPrimarySource"))
    wasDerivedFrom = ObjectProperty(Iri("http://www.w3.org/ns/prov#wasDerivedFrom"))


class rdf:
    """Terms of http://www.w3.org/1999/02/22-rdf-syntax-ns#"""

    type_ = ObjectProperty(Iri("http://www.w3.org/1999/02/22-rdf-syntax-ns#type"))


class rdfs:
    """Terms of http://www.w3.org/2000/01/rdf-schema#"""

    comment = DatatypeProperty[str](Iri("http://www.w3.org/2000/01/rdf-schema#comment"))
    label = DatatypeProperty[str](Iri("http://www.w3.org/2000/01/rdf-schema#label"))
    subClassOf = ObjectProperty(Iri("http://www.w3.org/2000/01/rdf-schema#subClassOf"))
    subPropertyOf = ObjectProperty(Iri("http://www.w3.org/2000/01/rdf-schema#subPropertyOf"))


class schema:
    """Terms of https://schema.org/"""

    name = DatatypeProperty[str](Iri("https://schema.org/name"))
    sha256 = DatatypeProperty[str](Iri("https://schema.org/sha256"))
    url = ObjectProperty(Iri("https://schema.org/url"))


class skos:
    """Terms of http://www.w3.org/2004/02/skos/core#"""

    Concept = Class(Iri("http://www.w3.org/2004/02/skos/core#Concept"))
    ConceptScheme = Class(Iri("http://www.w3.org/2004/02/skos/core#ConceptScheme"))
    altLabel = DatatypeProperty[str](Iri("http://www.w3.org/2004/02/skos/core#altLabel"))
    broadMatch = ObjectProperty(Iri("http://www.w3.org/2004/02/skos/core#broadMatch"))
    broader = ObjectProperty(Iri("http://www.w3.org/2004/02/skos/core#broader"))
    closeMatch = ObjectProperty(Iri("http://www.w3.org/2004/02/skos/core#closeMatch"))
    definition = DatatypeProperty[str](Iri("http://www.w3.org/2004/02/skos/core#definition"))
    exactMatch = ObjectProperty(Iri("http://www.w3.org/2004/02/skos/core#exactMatch"))
    hiddenLabel = DatatypeProperty[str](Iri("http://www.w3.org/2004/02/skos/core#hiddenLabel"))
    inScheme = ObjectProperty(Iri("http://www.w3.org/2004/02/skos/core#inScheme"))
    narrowMatch = ObjectProperty(Iri("http://www.w3.org/2004/02/skos/core#narrowMatch"))
    notation = DatatypeProperty[str](Iri("http://www.w3.org/2004/02/skos/core#notation"))
    prefLabel = DatatypeProperty[str](Iri("http://www.w3.org/2004/02/skos/core#prefLabel"))
    relatedMatch = ObjectProperty(Iri("http://www.w3.org/2004/02/skos/core#relatedMatch"))

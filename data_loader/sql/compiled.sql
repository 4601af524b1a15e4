-- The compiled records, one row a process, read with the types of the OCDS 1.1.5 schema.
-- Not part of the snapshot: every table below is cut from it. A value of another type stops the build.
CREATE TYPE value AS STRUCT(amount DOUBLE, currency VARCHAR);
CREATE TYPE period AS STRUCT(startDate VARCHAR, endDate VARCHAR, maxExtentDate VARCHAR, durationInDays BIGINT);
CREATE TYPE identifier AS STRUCT(scheme VARCHAR, id VARCHAR, legalName VARCHAR);
CREATE TYPE reference AS STRUCT(id VARCHAR, name VARCHAR, identifier identifier);
CREATE TYPE address AS STRUCT(locality VARCHAR, region VARCHAR, countryName VARCHAR);
-- memberOf is an extension's: no schema holds its type, so it is read as it is.
CREATE TYPE party AS STRUCT(id VARCHAR, name VARCHAR, identifier identifier, additionalIdentifiers identifier[],
    address address, roles VARCHAR[], memberOf JSON);
CREATE TYPE classification AS STRUCT(scheme VARCHAR, id VARCHAR, description VARCHAR);
CREATE TYPE unit AS STRUCT(name VARCHAR, value value);
CREATE TYPE item AS STRUCT(id VARCHAR, description VARCHAR, classification classification, quantity DOUBLE, unit unit);
CREATE TYPE document AS STRUCT(id VARCHAR, documentType VARCHAR, title VARCHAR, description VARCHAR, url VARCHAR,
    datePublished VARCHAR, format VARCHAR, language VARCHAR);
CREATE TYPE milestone AS STRUCT(id VARCHAR, title VARCHAR, type VARCHAR, description VARCHAR, dueDate VARCHAR,
    dateMet VARCHAR, status VARCHAR);
CREATE TYPE amendment AS STRUCT(id VARCHAR, date VARCHAR, rationale VARCHAR, description VARCHAR);
CREATE TYPE payment AS STRUCT(id VARCHAR, date VARCHAR, value value, payer reference, payee reference);
CREATE TYPE budget AS STRUCT(id VARCHAR, description VARCHAR, amount value, project VARCHAR, projectID VARCHAR,
    source VARCHAR);
CREATE TYPE planning AS STRUCT(rationale VARCHAR, budget budget, documents document[], milestones milestone[]);
CREATE TYPE tender AS STRUCT(id VARCHAR, title VARCHAR, description VARCHAR, status VARCHAR,
    procuringEntity reference, items item[], value value, procurementMethod VARCHAR,
    procurementMethodDetails VARCHAR, procurementMethodRationale VARCHAR, mainProcurementCategory VARCHAR,
    awardCriteria VARCHAR, submissionMethod VARCHAR[], eligibilityCriteria VARCHAR, tenderPeriod period,
    enquiryPeriod period, awardPeriod period, numberOfTenderers BIGINT, tenderers reference[],
    documents document[], milestones milestone[], amendments amendment[]);
CREATE TYPE award AS STRUCT(id VARCHAR, title VARCHAR, description VARCHAR, status VARCHAR, date VARCHAR, value value,
    suppliers reference[], items item[], contractPeriod period, documents document[], amendments amendment[]);
CREATE TYPE implementation AS STRUCT(transactions payment[], milestones milestone[], documents document[]);
CREATE TYPE contract AS STRUCT(id VARCHAR, awardID VARCHAR, title VARCHAR, description VARCHAR, status VARCHAR,
    period period, value value, items item[], dateSigned VARCHAR, documents document[],
    implementation implementation, milestones milestone[], amendments amendment[],
    suppliers reference[], buyers reference[]);
CREATE TYPE bid AS STRUCT(id VARCHAR, date VARCHAR, status VARCHAR, value value, tenderers reference[],
    documents STRUCT(id VARCHAR)[], relatedLots VARCHAR[], relatedLot VARCHAR);
CREATE TYPE bid_statistic AS STRUCT(id VARCHAR, measure VARCHAR, date VARCHAR, value DOUBLE, currency VARCHAR,
    notes VARCHAR, relatedLot VARCHAR);
CREATE TYPE bids AS STRUCT(details bid[], statistics bid_statistic[]);
CREATE TYPE release AS STRUCT(id VARCHAR, date VARCHAR, tag VARCHAR[], language VARCHAR, parties party[],
    buyer reference, planning planning, tender tender, bids bids, awards award[],
    contracts contract[]);

CREATE TYPE original AS STRUCT(contract VARCHAR, amount DOUBLE, currency VARCHAR, told_by VARCHAR);

CREATE TABLE compiled AS
SELECT
    row_number() OVER () AS process_id, -- the lines are in the order of source and ocid
    source, ocid, aliases, releases, source_urls, fetched_at, no_longer_published_since, hash, first_release,
    publications, original_values,
    release.date AS release_date,
    release.language AS language,
    release.tag AS tag,
    release.buyer AS buyer,
    release.planning AS planning,
    release.tender AS tender,
    list_filter(release.parties, lambda x: x IS NOT NULL) AS parties,
    list_filter(release.bids.details, lambda x: x IS NOT NULL) AS bids,
    list_filter(release.bids.statistics, lambda x: x IS NOT NULL) AS bid_statistics,
    list_filter(release.awards, lambda x: x IS NOT NULL) AS awards,
    list_filter(release.contracts, lambda x: x IS NOT NULL) AS contracts
FROM read_json(
    getvariable('records'),
    format = 'newline_delimited',
    maximum_object_size = getvariable('longest_line'),
    columns = {
        source: 'VARCHAR', ocid: 'VARCHAR', aliases: 'VARCHAR[]', releases: 'BIGINT', source_urls: 'VARCHAR[]',
        original_values: 'original[]', fetched_at: 'VARCHAR', no_longer_published_since: 'VARCHAR', hash: 'VARCHAR', first_release: 'VARCHAR',
        publications: 'STRUCT(event VARCHAR, "day" VARCHAR, published VARCHAR, at_most BOOLEAN)[]', release: 'release'
    }
);

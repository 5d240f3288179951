-- The first schema. Facts are only ever added to: a later version of the coder adds rows (codings), a later decision adds
-- rows (copies, links). What follows from the facts is in the tables under "Derived" and can be made again at any time.
-- docs/LEDGER.md says what each column means. Days are ISO text, moments are seconds since 1970 UTC, spans count code
-- points of the report's text.

CREATE TABLE versions (
    id      INTEGER PRIMARY KEY,
    sayso   TEXT NOT NULL,
    model   TEXT NOT NULL,
    lexicon TEXT NOT NULL,
    UNIQUE (sayso, model, lexicon)
) STRICT;

CREATE TABLE reports (
    id        INTEGER PRIMARY KEY,
    key       BLOB NOT NULL UNIQUE CHECK (length(key) = 32),
    handle    TEXT NOT NULL UNIQUE,
    source    TEXT NOT NULL,
    published TEXT,
    language  TEXT,
    chars     INTEGER NOT NULL,
    text      BLOB NOT NULL,
    text_hash BLOB NOT NULL CHECK (length(text_hash) = 32),
    added     INTEGER NOT NULL
) STRICT;

CREATE TABLE sightings (
    id        INTEGER PRIMARY KEY,
    report    INTEGER NOT NULL REFERENCES reports,
    key       BLOB NOT NULL UNIQUE,
    name      TEXT NOT NULL,
    title     TEXT,
    author    TEXT,
    publisher TEXT,
    url       TEXT,
    place     TEXT NOT NULL,
    added     INTEGER NOT NULL
) STRICT;
CREATE INDEX sightings_of_report ON sightings (report);

CREATE TABLE codings (
    id      INTEGER PRIMARY KEY,
    report  INTEGER NOT NULL REFERENCES reports,
    version INTEGER NOT NULL REFERENCES versions,
    -- The whole record with its reasons, without the text: JSON under zstd.
    record  BLOB NOT NULL,
    added   INTEGER NOT NULL,
    UNIQUE (report, version)
) STRICT;

CREATE TABLE parties (
    id      INTEGER PRIMARY KEY,
    handle  TEXT NOT NULL UNIQUE,
    -- Who it is, whatever the office held: the same for one person in and out of office.
    who     TEXT NOT NULL,
    name    TEXT NOT NULL,
    kind    TEXT NOT NULL,
    code    TEXT,
    sub     TEXT,
    sectors TEXT NOT NULL,
    entry   TEXT
) STRICT;
CREATE INDEX parties_by_code ON parties (code);
CREATE INDEX parties_by_sub ON parties (sub) WHERE sub IS NOT NULL;
CREATE INDEX parties_by_name ON parties (name COLLATE NOCASE);
CREATE INDEX parties_by_who ON parties (who);

CREATE TABLE actors (
    coding   INTEGER NOT NULL REFERENCES codings,
    n        INTEGER NOT NULL,
    party    INTEGER NOT NULL REFERENCES parties,
    mentions INTEGER NOT NULL,
    PRIMARY KEY (coding, n)
) STRICT, WITHOUT ROWID;
CREATE INDEX actors_of_party ON actors (party);

CREATE TABLE events (
    id          INTEGER PRIMARY KEY,
    coding      INTEGER NOT NULL REFERENCES codings,
    n           INTEGER NOT NULL,
    type        TEXT NOT NULL,
    mode        TEXT,
    contexts    TEXT NOT NULL,
    cameo       TEXT,
    quad        INTEGER NOT NULL,
    goldstein   REAL,
    lemma       TEXT NOT NULL,
    span_start  INTEGER NOT NULL,
    span_end    INTEGER NOT NULL,
    place       TEXT,
    country     TEXT,
    lat         REAL,
    lon         REAL,
    geonameid   INTEGER,
    time        TEXT,
    first_day   TEXT,
    last_day    TEXT,
    reality     TEXT NOT NULL,
    plover_type TEXT,
    plover_mode TEXT,
    UNIQUE (coding, n)
) STRICT;

CREATE TABLE participants (
    event INTEGER NOT NULL REFERENCES events,
    role  TEXT NOT NULL CHECK (role IN ('actor', 'recipient')),
    party INTEGER NOT NULL REFERENCES parties,
    PRIMARY KEY (event, role, party)
) STRICT, WITHOUT ROWID;

CREATE TABLE claims (
    id           INTEGER PRIMARY KEY,
    coding       INTEGER NOT NULL REFERENCES codings,
    n            INTEGER NOT NULL,
    event        INTEGER REFERENCES events,
    day          TEXT NOT NULL,
    voice        TEXT NOT NULL CHECK (voice IN ('author', 'actor', 'unstated')),
    party        INTEGER REFERENCES parties,
    cue          TEXT,
    cue_class    TEXT,
    content      TEXT NOT NULL,
    span_start   INTEGER,
    span_end     INTEGER,
    quotation    TEXT NOT NULL,
    polarity     TEXT NOT NULL CHECK (polarity IN ('+', '-')),
    certainty    TEXT NOT NULL,
    said         TEXT,
    UNIQUE (coding, n)
) STRICT;
CREATE INDEX claims_of_event ON claims (event);
CREATE INDEX claims_of_party ON claims (party, day);
-- With what filters ask for, so that rows are read only when they fit.
CREATE INDEX claims_by_day ON claims (day, polarity, certainty, voice, party, event, coding);
CREATE INDEX claims_by_stance ON claims (polarity, certainty);

CREATE TABLE claim_chains (
    claim    INTEGER NOT NULL REFERENCES claims,
    position INTEGER NOT NULL,
    party    INTEGER NOT NULL REFERENCES parties,
    PRIMARY KEY (claim, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE quantities (
    id         INTEGER PRIMARY KEY,
    coding     INTEGER NOT NULL REFERENCES codings,
    event      INTEGER REFERENCES events,
    claim      INTEGER REFERENCES claims,
    span_start INTEGER NOT NULL,
    span_end   INTEGER NOT NULL,
    value      REAL NOT NULL,
    upper      REAL,
    unit       TEXT,
    counted    TEXT,
    role       TEXT NOT NULL,
    bound      TEXT NOT NULL
) STRICT;
CREATE INDEX quantities_of_event ON quantities (event) WHERE event IS NOT NULL;
CREATE INDEX quantities_of_claim ON quantities (claim) WHERE claim IS NOT NULL;

CREATE TABLE conflicts (
    id     INTEGER PRIMARY KEY,
    coding INTEGER NOT NULL REFERENCES codings,
    n      INTEGER NOT NULL,
    kind   TEXT NOT NULL,
    a      INTEGER NOT NULL REFERENCES claims,
    b      INTEGER NOT NULL REFERENCES claims,
    what   TEXT NOT NULL,
    UNIQUE (coding, n)
) STRICT;
CREATE INDEX conflicts_of_a ON conflicts (a);
CREATE INDEX conflicts_of_b ON conflicts (b);

CREATE TABLE conditions (
    id          INTEGER PRIMARY KEY,
    coding      INTEGER NOT NULL REFERENCES codings,
    n           INTEGER NOT NULL,
    if_event    INTEGER REFERENCES events,
    if_start    INTEGER,
    if_end      INTEGER,
    then_event  INTEGER REFERENCES events,
    then_start  INTEGER,
    then_end    INTEGER,
    marker_start INTEGER NOT NULL,
    marker_end  INTEGER NOT NULL,
    UNIQUE (coding, n)
) STRICT;

CREATE TABLE postures (
    id     INTEGER PRIMARY KEY,
    coding INTEGER NOT NULL REFERENCES codings,
    n      INTEGER NOT NULL,
    party  INTEGER NOT NULL REFERENCES parties,
    event  INTEGER NOT NULL REFERENCES events,
    stance TEXT NOT NULL,
    since  TEXT,
    claim  INTEGER REFERENCES claims,
    day    TEXT NOT NULL,
    UNIQUE (coding, n)
) STRICT;
CREATE INDEX postures_of_party ON postures (party, day);
CREATE INDEX postures_of_event ON postures (event);

-- Decisions. The latest row about a pair holds; nothing is overwritten.

CREATE TABLE copies (
    id       INTEGER PRIMARY KEY,
    report   INTEGER NOT NULL REFERENCES reports,
    origin   INTEGER NOT NULL REFERENCES reports,
    kind     TEXT NOT NULL CHECK (kind IN ('full', 'partial', 'quotation', 'none')),
    share    REAL NOT NULL,
    run      INTEGER NOT NULL,
    evidence TEXT NOT NULL,
    maker    TEXT NOT NULL CHECK (maker IN ('rule', 'hand')),
    decided  INTEGER NOT NULL
) STRICT;
CREATE INDEX copies_of_report ON copies (report, origin);
CREATE INDEX copies_of_origin ON copies (origin);

-- Where copies are looked for: keys that two texts share when one may be copied from the other.
CREATE TABLE copy_keys (
    key    INTEGER NOT NULL,
    report INTEGER NOT NULL REFERENCES reports,
    PRIMARY KEY (key, report)
) STRICT, WITHOUT ROWID;

CREATE TABLE links (
    id       INTEGER PRIMARY KEY,
    a        INTEGER NOT NULL REFERENCES events,
    b        INTEGER NOT NULL REFERENCES events,
    decision TEXT NOT NULL CHECK (decision IN ('same', 'different')),
    score    REAL,
    reason   TEXT NOT NULL,
    maker    TEXT NOT NULL CHECK (maker IN ('rule', 'hand')),
    decided  INTEGER NOT NULL
) STRICT;
CREATE INDEX links_of_a ON links (a, b);
CREATE INDEX links_of_b ON links (b, a);

CREATE TABLE problems (
    id      INTEGER PRIMARY KEY,
    place   TEXT NOT NULL,
    reason  TEXT NOT NULL,
    added   INTEGER NOT NULL,
    settled INTEGER,
    UNIQUE (place, reason)
) STRICT;

-- Derived.

CREATE TABLE live (
    report   INTEGER PRIMARY KEY REFERENCES reports,
    coding   INTEGER NOT NULL UNIQUE REFERENCES codings,
    sighting INTEGER NOT NULL REFERENCES sightings
) STRICT;

CREATE TABLE members (
    event     INTEGER PRIMARY KEY REFERENCES events,
    happening INTEGER NOT NULL REFERENCES events
) STRICT;
CREATE INDEX members_of_happening ON members (happening);

CREATE TABLE happenings (
    id        INTEGER PRIMARY KEY REFERENCES events,
    -- Of its first member: the happening's id.
    handle    TEXT NOT NULL,
    n         INTEGER NOT NULL,
    type      TEXT NOT NULL,
    mode      TEXT,
    reality   TEXT NOT NULL,
    state     TEXT NOT NULL,
    day       TEXT NOT NULL,
    last_day  TEXT NOT NULL,
    time      TEXT,
    place     TEXT,
    country   TEXT,
    first_published TEXT,
    last_published  TEXT,
    reports   INTEGER NOT NULL,
    claims    INTEGER NOT NULL,
    origins   INTEGER NOT NULL,
    denials   INTEGER NOT NULL
) STRICT;
-- The first two are in the order of answers and hold what filters ask for, so that rows are read only when they fit; the
-- others find what is rare.
CREATE INDEX happenings_by_day ON happenings (day, type, state, reality, country, origins, mode, last_day);
CREATE INDEX happenings_by_origins ON happenings (origins, day, type, state, reality, country, mode, last_day);
CREATE INDEX happenings_by_claims ON happenings (claims, day);
CREATE INDEX happenings_by_reports ON happenings (reports, day);
CREATE INDEX happenings_by_type ON happenings (type);
CREATE INDEX happenings_by_mode ON happenings (mode) WHERE mode IS NOT NULL;
CREATE INDEX happenings_by_state ON happenings (state);
CREATE INDEX happenings_by_reality ON happenings (reality);
CREATE INDEX happenings_by_place ON happenings (place) WHERE place IS NOT NULL;
CREATE INDEX happenings_by_country ON happenings (country) WHERE country IS NOT NULL;

CREATE TABLE roles (
    happening INTEGER NOT NULL REFERENCES events,
    role      TEXT NOT NULL CHECK (role IN ('actor', 'recipient')),
    party     INTEGER NOT NULL REFERENCES parties,
    PRIMARY KEY (happening, role, party)
) STRICT, WITHOUT ROWID;
CREATE INDEX roles_of_party ON roles (party, role, happening);

-- Text search: the sentence of an event's predicate, and what a claim claims. Only the index is kept.
CREATE VIRTUAL TABLE event_words USING fts5(sentence, content = '', tokenize = "porter unicode61 remove_diacritics 2");
CREATE VIRTUAL TABLE claim_words USING fts5(content, content = '', tokenize = "porter unicode61 remove_diacritics 2");

-- The documented views (docs/LEDGER.md): live rows only, names instead of numbers. Statements are parted by blank lines.

CREATE VIEW v_reports AS
SELECT 'r' || r.handle AS id, s.name, s.title, s.publisher, s.author, s.url, r.source, r.published, r.language, r.chars,
       (SELECT count(*) FROM sightings x WHERE x.report = r.id) AS sightings, s.place AS found_at,
       datetime(r.added, 'unixepoch') AS added, v.sayso, v.model, v.lexicon
FROM reports r JOIN live l ON l.report = r.id JOIN sightings s ON s.id = l.sighting
JOIN codings k ON k.id = l.coding JOIN versions v ON v.id = k.version;

CREATE VIEW v_events AS
SELECT 'e' || h.handle || '.' || h.n AS id, h.type, h.mode, h.state, h.reality, h.day, h.last_day, h.time, h.place,
       h.country, h.origins, h.denials, h.reports, h.claims, h.first_published, h.last_published
FROM happenings h;

CREATE VIEW v_mentions AS
SELECT 'e' || r.handle || '.' || e.n AS id, 'e' || h.handle || '.' || h.n AS event, 'r' || r.handle AS report, e.type,
       e.mode, e.contexts, e.cameo, e.quad, e.goldstein, e.lemma, e.span_start, e.span_end, e.place, e.country, e.lat, e.lon,
       e.geonameid, e.time, e.first_day, e.last_day, e.reality, e.plover_type, e.plover_mode
FROM events e JOIN live l ON l.coding = e.coding JOIN reports r ON r.id = l.report
JOIN members m ON m.event = e.id JOIN happenings h ON h.id = m.happening;

CREATE VIEW v_participants AS
SELECT 'e' || h.handle || '.' || h.n AS event, o.role, p.name, p.kind, p.code, p.sub, p.sectors, p.entry
FROM roles o JOIN happenings h ON h.id = o.happening JOIN parties p ON p.id = o.party;

CREATE VIEW v_claims AS
SELECT 'c' || r.handle || '.' || c.n AS id, 'r' || r.handle AS report, 'e' || h.handle || '.' || h.n AS event,
       NULLIF(c.day, '') AS day, c.voice, p.name AS source, p.code, p.sub, p.sectors, c.cue, c.cue_class, c.polarity,
       c.certainty, c.quotation, c.content, c.span_start, c.span_end, c.said
FROM claims c JOIN live l ON l.coding = c.coding JOIN reports r ON r.id = l.report LEFT JOIN parties p ON p.id = c.party
LEFT JOIN members m ON m.event = c.event LEFT JOIN happenings h ON h.id = m.happening;

CREATE VIEW v_conflicts AS
SELECT x.kind, 'c' || r.handle || '.' || a.n AS claim, 'c' || r.handle || '.' || b.n AS other, x.what,
       'r' || r.handle AS report
FROM conflicts x JOIN live l ON l.coding = x.coding JOIN reports r ON r.id = l.report JOIN claims a ON a.id = x.a
JOIN claims b ON b.id = x.b;

CREATE VIEW v_figures AS
SELECT 'e' || h.handle || '.' || h.n AS event, q.role, q.value, q.upper, q.bound, q.unit, q.counted,
       CASE WHEN c.id IS NULL THEN NULL ELSE 'c' || r.handle || '.' || c.n END AS claim, 'r' || r.handle AS report,
       r.published AS day, q.span_start, q.span_end
FROM quantities q JOIN live l ON l.coding = q.coding JOIN reports r ON r.id = l.report
LEFT JOIN claims c ON c.id = q.claim JOIN members m ON m.event = coalesce(q.event, c.event)
JOIN happenings h ON h.id = m.happening;

CREATE VIEW v_postures AS
SELECT p.name AS actor, p.code, p.sub, p.sectors, x.stance, 'e' || h.handle || '.' || h.n AS event, h.type, x.since,
       NULLIF(x.day, '') AS day, 'r' || r.handle AS report
FROM postures x JOIN live l ON l.coding = x.coding JOIN reports r ON r.id = l.report JOIN parties p ON p.id = x.party
JOIN members m ON m.event = x.event JOIN happenings h ON h.id = m.happening;

CREATE VIEW v_copies AS
SELECT 'r' || r.handle AS report, 'r' || o.handle AS origin, c.kind, c.share, c.run, c.evidence, c.maker,
       datetime(c.decided, 'unixepoch') AS decided,
       c.id = (SELECT max(id) FROM copies y WHERE y.report = c.report AND y.origin = c.origin) AS holds
FROM copies c JOIN reports r ON r.id = c.report JOIN reports o ON o.id = c.origin;

CREATE VIEW v_links AS
SELECT 'e' || ra.handle || '.' || a.n AS a, 'e' || rb.handle || '.' || b.n AS b, k.decision, k.score, k.reason, k.maker,
       datetime(k.decided, 'unixepoch') AS decided,
       k.id = (SELECT max(id) FROM links y WHERE y.a = k.a AND y.b = k.b) AS holds
FROM links k JOIN events a ON a.id = k.a JOIN codings ca ON ca.id = a.coding JOIN reports ra ON ra.id = ca.report
JOIN events b ON b.id = k.b JOIN codings cb ON cb.id = b.coding JOIN reports rb ON rb.id = cb.report;

CREATE VIEW v_problems AS
SELECT place, reason, datetime(added, 'unixepoch') AS added, datetime(settled, 'unixepoch') AS settled FROM problems;

-- The catalogue of a store: what pages list and search, in the order in which they show it.
-- First what is read from the store as it comes (raw_*), then nodes numbered by importance or date, so that
-- the first rows of any list are its best and no page ever sorts a whole store.

CREATE TABLE raw_kind(path TEXT, kind TEXT);
CREATE TABLE raw_same(path TEXT PRIMARY KEY, node TEXT) WITHOUT ROWID;
CREATE TABLE raw_name(path TEXT, name TEXT, preferred INT);
CREATE TABLE raw_key(path TEXT, key TEXT);
CREATE TABLE raw_seen(path TEXT, article TEXT);
CREATE TABLE raw_part(event TEXT, path TEXT, role INT);
CREATE TABLE raw_fact(path TEXT, name TEXT, value TEXT);

CREATE TABLE node(
  id INTEGER PRIMARY KEY, path TEXT UNIQUE, kind TEXT, label TEXT, type TEXT, status TEXT, date TEXT, day TEXT,
  weight INT, lon REAL, lat REAL
);
CREATE TABLE same(path TEXT PRIMARY KEY, id INT) WITHOUT ROWID;
CREATE TABLE part(entity INT, day TEXT, event INT, role INT, PRIMARY KEY(entity, day, event, role)) WITHOUT ROWID;
CREATE TABLE seen(node INT, day TEXT, article INT, PRIMARY KEY(node, day, article)) WITHOUT ROWID;
CREATE TABLE tally(month TEXT, type TEXT, events INT, PRIMARY KEY(month, type)) WITHOUT ROWID;
CREATE TABLE count(kind TEXT PRIMARY KEY, nodes INT, first INT, last INT) WITHOUT ROWID;
CREATE VIRTUAL TABLE found USING fts5(words, content='', tokenize='unicode61', prefix='2 3');
-- then --
CREATE INDEX raw_kind_path ON raw_kind(path);
CREATE INDEX raw_fact_path ON raw_fact(path, name);

CREATE TABLE own AS SELECT DISTINCT k.path, k.kind, coalesce(s.node, k.path) AS node
  FROM raw_kind k LEFT JOIN raw_same s ON s.path = k.path;
CREATE INDEX own_path ON own(path);
CREATE INDEX own_node ON own(node);

CREATE TABLE told AS SELECT DISTINCT o.node, s.article FROM raw_seen s JOIN own o ON o.path = s.path;
CREATE INDEX told_node ON told(node);
CREATE TABLE weight AS SELECT node, sum(n) AS weight FROM (
  SELECT node, count(*) AS n FROM told GROUP BY node
  UNION ALL
  SELECT o.node, count(*) FROM raw_part p JOIN own o ON o.path = p.path GROUP BY o.node
) GROUP BY node;
CREATE INDEX weight_node ON weight(node);

CREATE TABLE name AS SELECT node, name FROM (
  SELECT o.node, n.name, row_number() OVER (
    PARTITION BY o.node ORDER BY n.preferred DESC, o.path = o.node DESC, count(*) DESC, length(n.name) DESC, n.name
  ) AS place
  FROM raw_name n JOIN own o ON o.path = n.path GROUP BY o.node, n.name
) WHERE place = 1;
CREATE INDEX name_node ON name(node);

CREATE TABLE spot AS SELECT o.node, min(f.value) AS point FROM raw_fact f JOIN own o ON o.path = f.path
  WHERE f.name = 'point' GROUP BY o.node;
CREATE INDEX spot_node ON spot(node);

INSERT INTO node(path, kind, label, weight, lon, lat)
  SELECT e.node, e.kind, coalesce(n.name, ''), coalesce(w.weight, 0),
    longitude(s.point), latitude(s.point)
  FROM (SELECT node, min(kind) AS kind FROM own WHERE kind IN ('person', 'organization', 'place') GROUP BY node) e
  LEFT JOIN weight w ON w.node = e.node LEFT JOIN name n ON n.node = e.node LEFT JOIN spot s ON s.node = e.node
  ORDER BY coalesce(w.weight, 0) DESC, e.node;

CREATE TABLE published AS SELECT path, min(value) AS day FROM raw_fact WHERE name = 'published' GROUP BY path;
CREATE INDEX published_path ON published(path);
CREATE TABLE happened AS
  SELECT e.path, coalesce(d.date, '') AS date,
    CASE WHEN d.date GLOB '[12][0-9][0-9][0-9]*' THEN d.date ELSE coalesce(
      (SELECT min(p.day) FROM told t JOIN published p ON p.path = t.article WHERE t.node = e.path), '') END AS day
  FROM (SELECT DISTINCT path FROM own WHERE kind = 'event') e
  LEFT JOIN (SELECT path, min(value) AS date FROM raw_fact WHERE name = 'date' GROUP BY path) d ON d.path = e.path;
INSERT INTO node(path, kind, label, type, status, date, day, weight)
  SELECT h.path, 'event', coalesce(n.name, ''),
    (SELECT min(value) FROM raw_fact f WHERE f.path = h.path AND f.name = 'type'),
    (SELECT min(value) FROM raw_fact f WHERE f.path = h.path AND f.name = 'status'),
    h.date, h.day, (SELECT count(*) FROM told t WHERE t.node = h.path)
  FROM happened h LEFT JOIN name n ON n.node = h.path
  ORDER BY h.day DESC, h.path;
INSERT INTO node(path, kind, label, type, date, day, weight)
  SELECT a.path, 'article', coalesce(n.name, ''),
    coalesce((SELECT min(value) FROM raw_fact f WHERE f.path = a.path AND f.name = 'publisher'), ''),
    coalesce(p.day, ''), coalesce(p.day, ''), 0
  FROM (SELECT DISTINCT path FROM own WHERE kind = 'article') a
  LEFT JOIN published p ON p.path = a.path LEFT JOIN name n ON n.node = a.path
  ORDER BY coalesce(p.day, '') DESC, a.path;

INSERT OR IGNORE INTO same SELECT o.path, n.id FROM own o JOIN node n ON n.path = o.node;
INSERT OR IGNORE INTO part SELECT e.id, coalesce(v.day, ''), v.id, p.role
  FROM raw_part p JOIN same s ON s.path = p.path JOIN node e ON e.id = s.id JOIN node v ON v.path = p.event;
CREATE INDEX part_event ON part(event);
INSERT OR IGNORE INTO seen SELECT n.id, a.day, a.id
  FROM told t JOIN node n ON n.path = t.node JOIN node a ON a.path = t.article;
CREATE INDEX seen_article ON seen(article, node);
CREATE INDEX node_type ON node(kind, type, id);
CREATE INDEX node_status ON node(kind, status, id);
CREATE INDEX node_kind ON node(kind, id);
CREATE INDEX node_spot ON node(id) WHERE lon IS NOT NULL;
INSERT INTO tally SELECT substr(date, 1, 7), type, count(*) FROM node
  WHERE kind = 'event' AND date GLOB '[12][0-9][0-9][0-9]-[01][0-9]*' GROUP BY 1, 2;
INSERT INTO count SELECT kind, count(*), min(id), max(id) FROM node GROUP BY kind;
INSERT INTO found(rowid, words)
  SELECT n.id, words FROM node n JOIN (
    SELECT o.node, group_concat(DISTINCT k.key || ' ' || char(57344)) AS words FROM raw_key k
    JOIN own o ON o.path = k.path GROUP BY o.node
  ) w ON w.node = n.path;
DROP TABLE raw_kind; DROP TABLE raw_same; DROP TABLE raw_name; DROP TABLE raw_key; DROP TABLE raw_seen;
DROP TABLE raw_part; DROP TABLE raw_fact; DROP TABLE own; DROP TABLE told; DROP TABLE weight; DROP TABLE name;
DROP TABLE spot; DROP TABLE published; DROP TABLE happened;

-- What the generated statements read: nulls, duplicates, odd values.
CREATE TABLE facts AS SELECT
  i::INTEGER AS id,
  CASE WHEN i % 7 = 3 THEN NULL ELSE (i * 37 % 5 - 2)::TINYINT END AS g,
  CASE WHEN i % 5 = 1 THEN NULL ELSE (i * 11 % 9)::SMALLINT END AS s,
  (i * 53 % 17 - 8)::BIGINT AS b,
  CASE WHEN i % 6 = 2 THEN NULL ELSE ((i * 29 % 41) * 0.25 - 3)::DECIMAL(9, 2) END AS d,
  CASE WHEN i % 9 = 4 THEN NULL ELSE (i * 13 % 19) * 0.25::DOUBLE - 2 END AS f,
  CASE i % 8 WHEN 0 THEN NULL WHEN 1 THEN '' WHEN 2 THEN 'a' WHEN 3 THEN 'b c' WHEN 4 THEN 'it''s' WHEN 5 THEN 'Ä€😀'
    WHEN 6 THEN e'a\nb' ELSE '12' END AS t,
  CASE WHEN i % 10 = 9 THEN NULL ELSE DATE '2024-01-15' + (i * 7 % 60)::INTEGER END AS day,
  CASE i % 3 WHEN 0 THEN NULL WHEN 1 THEN true ELSE false END AS flag
FROM range(36) r(i);

CREATE TABLE nested AS SELECT
  (i * 2)::INTEGER AS id,
  CASE WHEN i % 6 = 5 THEN NULL ELSE TIMESTAMP '2024-03-01 00:00:00' + to_hours(i * 17 % 200) END AS at,
  CASE WHEN i % 7 = 6 THEN NULL ELSE TIMESTAMPTZ '2024-03-30 22:30:00+00' + to_hours(i * 5 % 48) END AS zoned,
  CASE i % 5 WHEN 0 THEN NULL WHEN 1 THEN []::INTEGER[] WHEN 2 THEN [1, NULL] ELSE [i % 4, 2, i % 3]::INTEGER[] END AS numbers,
  CASE i % 4 WHEN 0 THEN NULL WHEN 1 THEN ['a', 'b'] ELSE ['b', NULL, ''] END AS words,
  CASE WHEN i % 5 = 4 THEN NULL ELSE {'x': (i % 3)::INTEGER, 'y': CASE WHEN i % 2 = 0 THEN 'a' END} END AS st,
  CASE i % 3 WHEN 0 THEN NULL WHEN 1 THEN MAP {'a': (i % 4)::INTEGER} ELSE MAP {'b': 2::INTEGER, 'c': NULL} END AS m
FROM range(18) r(i);

-- Rows that come several times, and a row of nulls. Written as CSV, whose numbers DuckDB reads at once as what they are cast to, if
-- nothing else uses them: so they are such that their text and their value cast alike.
CREATE TABLE twice AS SELECT
  CASE WHEN i % 6 = 0 THEN NULL ELSE (i % 4 // 2)::INTEGER END AS k,
  CASE i % 3 WHEN 0 THEN NULL WHEN 1 THEN 'a' ELSE 'b c' END AS v,
  CASE WHEN i % 4 = 0 THEN NULL ELSE (i % 2) * 0.5::DOUBLE + 0.25 END AS n
FROM range(24) r(i);

CREATE TABLE events AS SELECT
  (100 + i)::BIGINT AS id,
  CASE i % 4 WHEN 3 THEN NULL ELSE ['start', 'stop', 'a'][i % 4 + 1] END AS what,
  CASE WHEN i % 5 = 2 THEN NULL ELSE (i * i % 7)::BIGINT END AS n
FROM range(15) r(i);

CREATE TABLE parts AS SELECT
  i::INTEGER AS id,
  (i * 1.25)::DECIMAL(9, 2) AS amount,
  ['north', 'south', 'east'][i % 3 + 1] AS region,
  (2023 + i % 2)::BIGINT AS year
FROM range(20) r(i);

CREATE TABLE odd AS SELECT
  i::INTEGER AS id,
  CASE i % 6 WHEN 0 THEN NULL WHEN 1 THEN 'nan'::DOUBLE WHEN 2 THEN '-0.0'::DOUBLE WHEN 3 THEN 0::DOUBLE
    WHEN 4 THEN 'infinity'::DOUBLE ELSE '-infinity'::DOUBLE END AS x,
  CASE WHEN i % 4 = 1 THEN NULL ELSE (i * 20)::UTINYINT END AS u,
  (i * 1000)::UBIGINT AS ub,
  CASE WHEN i % 5 = 0 THEN NULL ELSE (i * 3)::DECIMAL(38, 1) END AS h
FROM range(12) r(i);

CREATE TABLE nothing AS SELECT i::INTEGER AS id, 'a' AS v, 1.5::DECIMAL(9, 2) AS d FROM range(0) r(i);

-- The corpus's tables, made in DuckDB by arithmetic alone, so that they are the same everywhere.
-- CorpusTables writes each into files and says how many.

-- 20,000 sales. More than half are store 1's; store_id, customer_id, product, qty and price have nulls; stores 13 and 14
-- and customers above 400 exist nowhere else. discount is a multiple of 1/64, so its sums are exact in any order.
CREATE TABLE sales AS
SELECT
  i::BIGINT AS id,
  CASE WHEN i % 97 = 0 THEN NULL WHEN i % 5 < 3 THEN 1 ELSE 1 + i * 31 % 14 END::INTEGER AS store_id,
  CASE WHEN i % 53 = 0 THEN NULL ELSE 1 + i * 7919 % 420 END::BIGINT AS customer_id,
  CASE WHEN i % 41 = 0 THEN NULL ELSE ['apple', 'Banana', 'cherry', 'date', 'Elderberry', 'fig', 'grape', 'café', '100%_juice', ''][1 + i * 13 % 10] END AS product,
  CASE WHEN i % 29 = 0 THEN NULL ELSE i * 17 % 23 - 3 END::INTEGER AS qty,
  CASE WHEN i % 61 = 0 THEN NULL ELSE (i * 7907 % 99999) / 100 END::DECIMAL(10,2) AS price,
  CASE WHEN i % 11 = 0 THEN NULL ELSE (i % 64) / 64 END::DOUBLE AS discount,
  TIMESTAMP '2023-01-01 00:00:00' + to_seconds(i * 7877) AS sold_at,
  (DATE '2023-01-01' + (i * 7877 // 86400)::INTEGER)::DATE AS sold_on,
  CASE WHEN i % 7 = 0 THEN NULL WHEN i % 7 = 1 THEN []::VARCHAR[] ELSE list_slice(['new', 'sale', 'gift', NULL, 'last'], 1 + i % 3, 2 + i % 4) END AS tags,
  CASE WHEN i % 37 = 0 THEN NULL ELSE {'color': ['red', 'green', 'blue', NULL][1 + i % 4], 'size': (i % 6)::INTEGER} END AS attrs,
  CASE WHEN i % 19 = 0 THEN NULL ELSE MAP {'weight': (i % 100)::INTEGER, 'grade': (i % 5)::INTEGER} END AS props,
  CASE i % 3 WHEN 0 THEN true WHEN 1 THEN false END AS flag
FROM range(20000) AS r(i);

-- 12 stores and one without a number; store 12 has no region.
CREATE TABLE stores AS
SELECT
  CASE WHEN i = 13 THEN NULL ELSE i END::INTEGER AS store_id,
  'Store ' || i AS name,
  CASE WHEN i = 12 THEN NULL ELSE ['north', 'south', 'east', 'west'][1 + i % 4] END AS region,
  DATE '2010-01-31' + to_months(i::INTEGER * 5) AS opened_at,
  (i * 37 % 100 + 20.5)::DECIMAL(8,1) AS area
FROM range(1, 14) AS r(i);

CREATE TABLE customers AS
SELECT
  i::BIGINT AS customer_id,
  CASE WHEN i % 17 = 0 THEN NULL ELSE 'Customer ' || i END AS name,
  CASE i % 5 WHEN 0 THEN NULL ELSE ['home', 'office', 'export', 'public'][i % 5] END AS segment,
  DATE '2015-03-01' + (i * 11 % 2000)::INTEGER AS joined,
  {'city': ['Oslo', 'Lima', 'Kyoto', 'Québec'][1 + i % 4], 'zip': (10000 + i)::VARCHAR} AS address,
  [i % 3, i % 5, i % 7] AS scores
FROM range(1, 401) AS r(i);

CREATE TABLE rates AS
SELECT
  ['EUR', 'USD', 'NOK'][1 + i % 3] AS currency,
  DATE '2023-01-01' + (i // 3)::INTEGER AS day,
  CASE WHEN i % 13 = 0 THEN NULL ELSE 1 + i * 37 % 1000 / 1000 END::DOUBLE AS rate,
  CASE WHEN i % 4 = 0 THEN NULL ELSE 'fixed, "' || i || '"' END AS note
FROM range(900) AS r(i);

-- Several events at one instant, so that frames see peers.
CREATE TABLE events AS
SELECT
  i::BIGINT AS event_id,
  (1 + i * 101 % 25)::INTEGER AS user_id,
  CASE WHEN i % 31 = 0 THEN NULL ELSE ['view', 'click', 'buy'][1 + i * 7 % 3] END AS kind,
  TIMESTAMPTZ '2024-03-30 20:00:00+00' + to_minutes((i // 4 * 10)::INTEGER) AS seen,
  CASE WHEN i % 6 = 0 THEN NULL ELSE (i * 59 % 200 - 50) END::INTEGER AS value
FROM range(3000) AS r(i);

CREATE TABLE emp AS
SELECT
  i::INTEGER AS id,
  'E' || lpad(i::VARCHAR, 3, '0') AS name,
  CASE WHEN i = 1 THEN NULL ELSE i // 3 + 1 - (i % 3 = 0)::INTEGER END::INTEGER AS manager_id,
  CASE WHEN i % 20 = 0 THEN NULL ELSE ['ops', 'dev', 'law', 'hr'][1 + i * 7 % 4] END AS dept,
  (3000 + i * 379 % 50 * 100)::DECIMAL(10,2) AS salary,
  DATE '2012-02-29' + (i * 131 % 3000)::INTEGER AS hired,
  CASE WHEN i % 4 = 0 THEN NULL ELSE i * 0.25 END::DOUBLE AS bonus
FROM range(1, 61) AS r(i);

CREATE TABLE nothing AS
SELECT id, store_id, product, qty, price, sold_on, tags FROM sales LIMIT 0;

CREATE TABLE types AS
SELECT
  i::INTEGER AS id,
  n AS is_null,
  CASE WHEN n THEN NULL ELSE i - 20 END::TINYINT AS t,
  CASE WHEN n THEN NULL ELSE i * 800 - 16000 END::SMALLINT AS s,
  CASE WHEN n THEN NULL ELSE i * 50000000 - 1000000000 END::INTEGER AS i,
  CASE WHEN n THEN NULL ELSE (i - 20)::BIGINT * 400000000000000000 END::BIGINT AS b,
  CASE WHEN n THEN NULL ELSE i * 6 END::UTINYINT AS ut,
  CASE WHEN n THEN NULL ELSE i * 1600 END::USMALLINT AS us,
  CASE WHEN n THEN NULL ELSE i::BIGINT * 100000000 END::UINTEGER AS ui,
  CASE WHEN n THEN NULL ELSE i::UBIGINT * 450000000000000000::UBIGINT END::UBIGINT AS ub,
  CASE WHEN n THEN NULL ELSE (i - 20) / 8 END::FLOAT AS f,
  CASE WHEN n THEN NULL WHEN i = 3 THEN 'nan' WHEN i = 4 THEN 'inf' WHEN i = 6 THEN '-inf' ELSE ((i - 20) / 4)::VARCHAR END::DOUBLE AS d,
  CASE WHEN n THEN NULL ELSE (i - 20) * 1.5 END::DECIMAL(4,1) AS dec4,
  CASE WHEN n THEN NULL ELSE (i - 20)::DECIMAL(38,6) * 1000000000000000000000::DECIMAL(32,0) + 0.123456 END::DECIMAL(38,6) AS dec38,
  CASE WHEN n THEN NULL ELSE 'α' || repeat('x', i) END AS txt,
  CASE WHEN n THEN NULL ELSE encode('b' || i) END AS bin,
  CASE WHEN n THEN NULL ELSE DATE '1969-12-20' + i END AS dt,
  CASE WHEN n THEN NULL ELSE TIME '00:00:01.5' + to_minutes(i * 31) END AS tm,
  CASE WHEN n THEN NULL ELSE TIMESTAMP '1999-12-31 23:59:59.123456' + to_hours(i) END AS ts,
  CASE WHEN n THEN NULL ELSE TIMESTAMPTZ '2024-03-31 00:30:00+00' + to_minutes(i * 10) END AS tz,
  CASE WHEN n THEN NULL ELSE ('00000000-0000-4000-8000-0000000000' || lpad(i::VARCHAR, 2, '0'))::UUID END AS uid,
  CASE WHEN n THEN NULL ELSE to_months(i % 3) + to_days(i) + to_seconds(i * 100) END AS iv,
  CASE WHEN n THEN NULL ELSE ('{"n": ' || i || ', "words": ["a", "b' || i || '"], "deep": {"x": null, "y": ' || i / 2 || '}}')::JSON END AS js,
  CASE WHEN n THEN NULL ELSE [{'k': i, 'v': [i, NULL]}, NULL] END AS nested
FROM (SELECT i::INTEGER AS i, i % 10 = 5 AS n FROM range(40) AS r(i));

CREATE TABLE dup_a AS
SELECT CASE WHEN i % 5 = 0 THEN NULL ELSE i % 4 END::INTEGER AS a, CASE WHEN i % 7 = 0 THEN NULL ELSE chr((97 + i % 3)::INTEGER) END AS b
FROM range(60) AS r(i);

CREATE TABLE dup_b AS
SELECT CASE WHEN i % 6 = 0 THEN NULL ELSE i % 5 END::INTEGER AS a, CASE WHEN i % 4 = 0 THEN NULL ELSE chr((98 + i % 3)::INTEGER) END AS b
FROM range(40) AS r(i);

-- Nine rows in ten have the key 1.
CREATE TABLE skewed AS
SELECT CASE WHEN i % 10 < 9 THEN 1 WHEN i % 30 = 9 THEN NULL ELSE i % 50 END::INTEGER AS k, (i * 31 % 1009)::BIGINT AS v
FROM range(15000) AS r(i);

-- Written into folders country=…/year=….
CREATE TABLE visits AS
SELECT i::BIGINT AS visit_id, (i * 3 % 100)::INTEGER AS seconds, ['NO', 'PE', 'JP'][1 + i % 3] AS country, (2021 + i % 4)::INTEGER AS year
FROM range(600) AS r(i);

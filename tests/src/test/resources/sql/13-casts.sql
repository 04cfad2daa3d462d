-- Casts by ::, CAST and a type's name
SELECT id, qty::VARCHAR AS a, CAST(price AS INTEGER) AS b, price::DOUBLE AS c, qty::DECIMAL(8,3) AS d, (id % 2)::BOOLEAN AS e, discount::DECIMAL(5,2) AS f, price::BIGINT AS g FROM sales WHERE id < 100;

-- TRY_CAST
SELECT name, TRY_CAST(name AS INTEGER) AS a, TRY_CAST(right(name, 2) AS INTEGER) AS b, TRY_CAST('2024-13-01' AS DATE) AS c, TRY_CAST('x' AS DOUBLE) AS d, TRY_CAST(id * 10 AS TINYINT) AS e FROM emp;

-- Casts of text into every type
SELECT '42'::TINYINT AS a, '-7'::BIGINT AS b, '1.25'::DECIMAL(6,3) AS c, '1e5'::DOUBLE AS d, 'true'::BOOLEAN AS e, '2024-05-06'::DATE AS f, '12:13:14'::TIME AS g, '2024-05-06 07:08:09.5'::TIMESTAMP AS h, '2024-05-06 07:08:09+02'::TIMESTAMPTZ AS i, '3 days'::INTERVAL AS j, '[1, 2]'::INTEGER[] AS k, '{''x'': 1}'::STRUCT(x INTEGER) AS l, '00000000-0000-4000-8000-000000000001'::UUID AS m, 'abc'::BLOB AS n, '340282366920938463463374607431768211455'::UHUGEINT AS o;

-- Casts of every type into text
SELECT t::VARCHAR AS a, f::VARCHAR AS b, d::VARCHAR AS c, dec38::VARCHAR AS e, bin::VARCHAR AS g, dt::VARCHAR AS h, tm::VARCHAR AS i, ts::VARCHAR AS j, uid::VARCHAR AS k, iv::VARCHAR AS l, js::VARCHAR AS m, nested::VARCHAR AS n, is_null::VARCHAR AS o FROM types;

-- Casts of floats round half to even
SELECT x, x::INTEGER AS a, round(x) AS b, x::DECIMAL(4,0) AS c FROM (VALUES (0.5::DOUBLE), (1.5), (2.5), (-0.5), (-1.5)) AS v(x);

-- Implicit casts of text and numbers in comparisons
SELECT id FROM emp WHERE id = '7' OR hired = '2013-03-28' OR salary < '3100';

-- Implicit casts in functions, CASE, COALESCE and unions
SELECT CASE WHEN id % 2 = 0 THEN id ELSE salary END AS a, coalesce(bonus, id) AS b, id || name AS c, greatest(id, bonus) AS d FROM emp;

-- Decimals narrow and widen
SELECT id, price::DECIMAL(12,4) AS a, price::DECIMAL(18,1) AS b, (price * 1.1)::DECIMAL(10,1) AS c FROM sales WHERE id < 100;

-- Enum-like comparison by list position
SELECT name, list_position(['hr', 'dev', 'ops', 'law'], dept) AS p FROM emp;

-- Type names
SELECT typeof(id) AS a, typeof(price) AS b, typeof(price * qty) AS c, typeof(sum(qty)) AS d, typeof(avg(price)) AS e, typeof(tags) AS f, typeof(NULL) AS g, typeof(1.5) AS h FROM sales WHERE id = 5 GROUP BY id, price, qty, tags;

-- Lists and structs of other types
SELECT id, scores::VARCHAR[] AS a, address::VARCHAR AS b, {'x': id}::STRUCT(x VARCHAR) AS c FROM (SELECT customer_id AS id, scores, address FROM customers) AS t WHERE id < 20;

-- Booleans as numbers
SELECT sum(flag::INTEGER) AS a, count(*) FILTER (WHERE flag::INTEGER = 0) AS b, 'yes'::VARCHAR = 'yes' AS c FROM sales;

-- Dates from numbers and parts of text
SELECT id, (2000 + id || '-01-' || lpad((id % 28 + 1)::VARCHAR, 2, '0'))::DATE AS d FROM emp;

-- Parameters of types: VARCHAR(n), TEXT, STRING, INT4, FLOAT8, NUMERIC
SELECT 'abc'::VARCHAR(2) AS a, 1::INT4 AS b, 2::FLOAT8 AS c, 3.14159::NUMERIC(5,2) AS d, 'x'::TEXT AS e, 'y'::STRING AS f, 5::INT8 AS g, 1::SMALLINT AS h, 3::REAL AS i;

-- Types that are rare: BIT, UUID, TIMESTAMP_S, _MS, _NS, unsigned, fixed arrays
SELECT '10110'::BIT AS b, '6f1f6b5e-7b3c-4f0e-9a8b-0123456789ab'::UUID AS u, '2024-05-06 07:08:09'::TIMESTAMP_S AS s,
  '2024-05-06 07:08:09.123'::TIMESTAMP_MS AS ms, '2024-05-06 07:08:09.123456789'::TIMESTAMP_NS AS ns, 7::UTINYINT AS ut,
  [1, 2]::INTEGER[2] AS fixed;

-- Literals with exponents and underscores, and rows
SELECT 1e3 AS e, 1_000 AS u, ROW(1, 'a') AS r, e'a\tb' AS t, '\x41'::BLOB AS b;

-- A rare type through a shuffle
SELECT u, count(*) AS n FROM (SELECT ('6f1f6b5e-7b3c-4f0e-9a8b-00000000000' || id % 3)::UUID AS u FROM sales) GROUP BY u;

-- A cast that fails in a branch not taken
SELECT CASE WHEN id > 1000 THEN 'x'::INTEGER ELSE id END AS c, coalesce(id, 'y'::INTEGER) AS d FROM emp;

-- A text column compared with numbers
SELECT x FROM (SELECT id, id::VARCHAR AS x FROM emp) WHERE x = 5 OR x IN (7, 8) OR x <> 9 AND id < 12;

-- VALUES of literals and narrower types
SELECT *, typeof(a) AS ta, typeof(b) AS tb, typeof(c) AS tc FROM (VALUES (1, 1 + 1, NULL), ('4'::SMALLINT, 2::TINYINT, 3::TINYINT), (NULL, NULL, 5::SMALLINT)) AS v(a, b, c);

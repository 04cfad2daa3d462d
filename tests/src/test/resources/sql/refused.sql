-- RECURSIVE
WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t WHERE n < 5) SELECT * FROM t;

-- PIVOT
PIVOT sales ON product USING sum(qty) GROUP BY store_id;

-- UNPIVOT
UNPIVOT stores ON area, store_id INTO NAME what VALUE number;

-- SAMPLE
SELECT id FROM sales USING SAMPLE 10;

-- TABLESAMPLE
SELECT id FROM sales TABLESAMPLE 10%;

-- UPDATE
UPDATE stores SET region = 'north';

-- INSERT
INSERT INTO stores SELECT * FROM stores;

-- ASOF JOIN
SELECT e.id, r.day, r.rate FROM emp e ASOF JOIN (SELECT * FROM rates WHERE currency = 'USD') r ON DATE '2023-01-01' + e.id * 7 >= r.day;

-- POSITIONAL JOIN
SELECT x.i, y.j FROM (SELECT i FROM range(3) AS t(i)) x POSITIONAL JOIN (SELECT j FROM range(10, 15) AS t(j)) y;

-- LIMIT with a percentage
SELECT id FROM emp ORDER BY id LIMIT 10%;

-- COLLATE
SELECT DISTINCT product COLLATE NOCASE AS p FROM sales WHERE product <> '' ORDER BY p;

-- WITH ORDINALITY
SELECT * FROM unnest([3, 4]) WITH ORDINALITY;

-- AT
SELECT * FROM sales AT (VERSION => 1);

-- FULL JOIN
SELECT s.store_id FROM stores s FULL JOIN LATERAL (SELECT e.id FROM emp e WHERE e.id = s.store_id) t ON true;

-- DELETE
DELETE FROM stores;

-- sub-query in the condition of an outer join
SELECT count(*) FROM stores a LEFT JOIN stores b ON a.store_id IN (SELECT 1);

-- SET VARIABLE
SET VARIABLE x = 1;

-- CREATE is for a VIEW or a TABLE
CREATE MACRO twice(x) AS 2 * x;

-- table function read_text
SELECT * FROM read_text('x.txt');

-- Parameters
SELECT $1 + 1;

-- COPY … FROM
COPY stores FROM 'x.csv';

-- alias
SELECT alias(id) FROM emp;

-- stats
SELECT stats(id) FROM emp;

-- vector_type
SELECT vector_type(id) FROM emp;

-- current_query
SELECT current_query() FROM emp;

-- txid_current
SELECT txid_current() FROM emp;

-- current_setting
SELECT current_setting('threads') FROM emp;

-- getvariable
SELECT getvariable('x') FROM emp;

-- setseed
SELECT setseed(0.5);

-- sleep_ms
SELECT pg_sleep(1) FROM emp;

-- EXPORT_STATE
SELECT sum(id) EXPORT_STATE FROM emp;

-- each time
SELECT random() AS r, r AS s FROM emp;

-- window
SELECT row_number() OVER (ORDER BY random()) FROM emp;

-- random() in the condition of an outer join
SELECT count(*) FROM emp a LEFT JOIN emp b ON random() < 0.5;

-- DISTINCT
SELECT string_agg(DISTINCT dept, ',' ORDER BY id) FROM emp;

-- No column is left
SELECT * EXCLUDE (id) FROM (SELECT id FROM emp);

-- ORDER BY of a set operation
SELECT id FROM emp UNION SELECT id FROM emp ORDER BY COLUMNS('id');

-- This key of the grouping sets is there already
SELECT store_id, flag, count(*) FROM sales GROUP BY GROUPING SETS ((1), (store_id, flag));

-- This key of the grouping sets is there already
SELECT store_id AS k, count(*) FROM sales GROUP BY ROLLUP (k, store_id);

-- This key of the grouping sets is there already
SELECT store_id, count(*) FROM sales GROUP BY CUBE (store_id, sales.store_id);

-- This key of the grouping sets is there already
SELECT store_id, flag, count(*) FROM sales GROUP BY store_id, ROLLUP (1, flag);

-- bitstring_agg without bounds
SELECT dept, bitstring_agg(id) FROM emp GROUP BY dept;

-- bitstring_agg without bounds
SELECT bitstring_agg(DISTINCT id) FILTER (WHERE id > 3) FROM emp;

-- bitstring_agg without bounds
SELECT bitstring_agg(id) OVER (PARTITION BY dept) FROM emp;

-- bitstring_agg without bounds
SELECT list_aggregate(list(id), 'bitstring_agg') FROM emp;

-- PIVOT is not supported in a query
SELECT * FROM (PIVOT emp ON dept USING count(*));

-- Not supported in FROM: PIVOT
WITH x AS (FROM emp) UNPIVOT x ON id INTO NAME n VALUE v;

-- Not supported in a query: DESCRIBE
SELECT * FROM (DESCRIBE emp);

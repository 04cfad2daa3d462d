-- One common table expression
WITH big AS (SELECT * FROM sales WHERE price > 950) SELECT store_id, count(*) AS n FROM big GROUP BY store_id;

-- A chain of them
WITH a AS (SELECT store_id, qty FROM sales WHERE qty > 0), b AS (SELECT store_id, sum(qty) AS q FROM a GROUP BY store_id), c AS (SELECT avg(q) AS m FROM b) SELECT b.store_id, b.q FROM b, c WHERE b.q > c.m / 3;

-- One used twice
WITH per AS (SELECT store_id, sum(qty) AS q FROM sales GROUP BY store_id) SELECT x.store_id, x.q, y.q AS next FROM per x LEFT JOIN per y ON x.store_id + 1 = y.store_id;

-- One used three times, in a sub-query as well
WITH per AS (SELECT customer_id, count(*) AS n FROM sales GROUP BY customer_id) SELECT 'top' AS what, customer_id, n FROM per WHERE n = (SELECT max(n) FROM per) UNION ALL SELECT 'low', customer_id, n FROM per WHERE n = (SELECT min(n) FROM per);

-- MATERIALIZED and NOT MATERIALIZED
WITH a AS MATERIALIZED (SELECT a FROM dup_a), b AS NOT MATERIALIZED (SELECT a FROM dup_b) SELECT a.a, count(*) AS n FROM a JOIN b ON a.a = b.a GROUP BY a.a;

-- With column names
WITH t(k, total) AS (SELECT dept, sum(salary) FROM emp GROUP BY dept) SELECT k, total FROM t WHERE total > 50000;

-- A name that hides a table
WITH stores AS (SELECT 1 AS store_id, 'only' AS name) SELECT s.id, stores.name FROM sales s JOIN stores USING (store_id) WHERE s.id < 30;

-- One inside a sub-query
SELECT n FROM (WITH t AS (SELECT count(*) AS n FROM emp) SELECT n + 1 AS n FROM t) AS x;

-- One that sees another of an outer query
WITH a AS (SELECT 5 AS lim) SELECT id FROM emp WHERE id < (WITH b AS (SELECT lim * 2 AS l2 FROM a) SELECT l2 FROM b);

-- One in a set operation
WITH a AS (SELECT a FROM dup_a), b AS (SELECT a FROM dup_b) SELECT a FROM a EXCEPT SELECT a FROM b;

-- A view over a view
WITH v1 AS (SELECT *, qty * price AS total FROM sales), v2 AS (SELECT store_id, max(total) AS m FROM v1 GROUP BY ALL) SELECT v1.id, v1.total FROM v1 JOIN v2 ON v1.store_id = v2.store_id AND v1.total = v2.m;

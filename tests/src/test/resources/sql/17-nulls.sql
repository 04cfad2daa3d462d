-- IS NULL of a key of ROLLUP, alone and in expressions
SELECT id % 4 AS k, id % 4 IS NULL AS a, (id % 4) + 1 IS NULL AS b, -(id % 4) IS NOT NULL AS c, count(*) AS n FROM emp GROUP BY ROLLUP (id % 4);

-- IS NULL of a key that no row has NULL in
SELECT id, id IS NULL AS a, id + 1 IS NULL AS b, id::VARCHAR IS NULL AS c, count(*) AS n FROM emp GROUP BY ROLLUP (id);

-- HAVING a key be NULL
SELECT id, sum(salary) AS s FROM emp GROUP BY ROLLUP (id) HAVING id IS NULL;

-- HAVING an expression of keys be NULL
SELECT id, hired, sum(salary) AS s FROM emp GROUP BY GROUPING SETS ((id, hired), (id), ()) HAVING id + year(hired) IS NULL;

-- HAVING both keys of a CUBE be NULL
SELECT id, dept, sum(salary) AS s FROM emp GROUP BY CUBE (id, dept) HAVING id IS NULL AND dept IS NULL;

-- HAVING a key not be NULL, or not compare
SELECT id, dept, count(*) AS n FROM emp GROUP BY CUBE (id, dept) HAVING id IS NOT NULL AND NOT (id > 7);

-- Conditions on a key, of three values
SELECT id = 1 AS a, NOT (id = 2) AS b, id BETWEEN 1 AND 3 AS c, id IN (1, 2) AS d, id IS DISTINCT FROM NULL AS e, id IS NOT DISTINCT FROM 1 AS f, (id > 1) IS NULL AS g, (id > 1 AND id < 3) IS NULL AS h, (id > 1 OR id IS NULL) AS i, count(*) AS n FROM emp WHERE id < 5 GROUP BY ROLLUP (id);

-- CASE, coalesce and their kin of a key
SELECT CASE WHEN id = 1 THEN 'one' WHEN id IS NULL THEN 'all' ELSE 'other' END AS a, CASE id WHEN 1 THEN 'one' ELSE 'other' END AS b, coalesce(id, -1) AS c, ifnull(id, 7) AS d, nullif(id, 1) AS e, least(id, 3) AS f, if(id IS NULL, 'n', 'v') AS g, [id] AS h, {'x': id} AS i, count(*) AS n FROM emp WHERE id < 5 GROUP BY ROLLUP (id);

-- A key that WHERE fixes is still NULL in the total
SELECT id, id IS NULL AS a, coalesce(id, -1) AS b, count(*) AS n FROM emp WHERE id = 3 GROUP BY ROLLUP (id);

-- A key that is a constant is NULL in the total too
SELECT 1 AS k, 'x' AS t, id % 2 AS m, count(*) AS n FROM emp GROUP BY CUBE (k, t, m);

-- A constant column of a sub-query as a key
SELECT k, k IS NULL AS a, count(*) AS n FROM (SELECT 1 AS k FROM emp) AS s GROUP BY ROLLUP (k);

-- The total picked from outside
SELECT n FROM (SELECT id, count(*) AS n FROM emp WHERE id > 0 GROUP BY ROLLUP (id)) AS g WHERE id IS NULL;

-- Groups of a ROLLUP joined by their key
SELECT g.k, g.n, s.name FROM (SELECT id AS k, count(*) AS n FROM emp WHERE id < 5 GROUP BY ROLLUP (id)) AS g LEFT JOIN stores AS s ON g.k = s.store_id;

-- Groups of a ROLLUP joined by their key, NULL to NULL
SELECT g.k, g.n, s.name FROM (SELECT id AS k, count(*) AS n FROM emp WHERE id < 5 GROUP BY ROLLUP (id)) AS g JOIN stores AS s ON g.k IS NOT DISTINCT FROM s.store_id;

-- NOT IN over the keys of a ROLLUP, which hold a NULL
SELECT id FROM emp WHERE id NOT IN (SELECT id FROM emp WHERE id < 50 GROUP BY ROLLUP (id));

-- NOT IN over the keys of a ROLLUP without the total
SELECT id FROM emp WHERE id NOT IN (SELECT id FROM emp WHERE id < 50 GROUP BY ROLLUP (id) HAVING id IS NOT NULL);

-- Aggregates over the groups of a ROLLUP
SELECT count(k) AS a, count(*) AS b, count(k + 1) AS c, count(DISTINCT k) AS d, sum(k) AS e FROM (SELECT id AS k FROM emp GROUP BY ROLLUP (id)) AS g;

-- Windows over the groups of a ROLLUP
SELECT id, count(id) OVER () AS a, rank() OVER (ORDER BY id NULLS FIRST) AS b, lag(id) OVER (ORDER BY id NULLS FIRST) IS NULL AS c, sum(count(*)) OVER (PARTITION BY id IS NULL) AS d FROM emp WHERE id < 6 GROUP BY ROLLUP (id);

-- Sub-queries that look at the key of a ROLLUP
SELECT e.id, (SELECT e.id IS NULL) AS a, (SELECT e.id + 1 IS NULL) AS b, (SELECT count(*) FROM stores AS s WHERE s.store_id = e.id OR e.id IS NULL) AS c, EXISTS (SELECT 1 FROM stores WHERE e.id IS NULL) AS d FROM emp AS e WHERE e.id < 4 GROUP BY ROLLUP (e.id);

-- A sub-query in HAVING that looks at the key of a ROLLUP
SELECT e.id, count(*) AS n FROM emp AS e WHERE e.id < 20 GROUP BY ROLLUP (e.id) HAVING EXISTS (SELECT 1 FROM stores AS s WHERE s.store_id = e.id + 3 OR e.id IS NULL);

-- Sub-queries in the filter of an aggregate over grouping sets
SELECT dept, count(*) FILTER (WHERE EXISTS (SELECT 1 FROM stores AS s WHERE s.store_id = e.id)) AS n, count(*) FILTER (WHERE id IN (SELECT store_id FROM stores)) AS m FROM emp AS e GROUP BY GROUPING SETS ((dept), ());

-- DISTINCT and set operations over the keys of a ROLLUP
SELECT DISTINCT id IS NULL AS x FROM emp GROUP BY ROLLUP (id) UNION ALL SELECT k IS NULL FROM (SELECT id AS k FROM emp WHERE id < 3 GROUP BY ROLLUP (id) UNION ALL SELECT store_id FROM stores) AS u;

-- ORDER BY a key of a ROLLUP being NULL
SELECT id, count(*) AS n FROM emp GROUP BY ROLLUP (id) ORDER BY id IS NULL DESC, id;

-- Keys of two ROLLUPs
SELECT id, dept, count(*) AS n FROM emp WHERE id < 9 GROUP BY ROLLUP (id), ROLLUP (dept) HAVING id IS NULL;

-- NULL on the inner side of outer joins
SELECT s.store_id, e.id, e.id IS NULL AS a, e.id + 1 IS NULL AS b, coalesce(e.one, 0) AS c, e.one IS NULL AS d FROM stores AS s LEFT JOIN (SELECT id, 1 AS one FROM emp WHERE id < 4) AS e ON s.store_id = e.id;

-- What is NULL only by the outer join
SELECT s.store_id FROM stores AS s LEFT JOIN (SELECT id, id + 1 AS next, 1 AS one FROM emp WHERE id < 4) AS e ON s.store_id = e.id WHERE e.one IS NULL OR e.next IS NULL;

-- NULL on both sides of a full join
SELECT a.id AS l, b.id AS r, a.id IS NULL AS c, b.id + 1 IS NULL AS d, coalesce(a.id, b.id) + 1 AS e FROM (SELECT id FROM emp WHERE id < 9) AS a FULL JOIN (SELECT id FROM emp WHERE id > 5 AND id < 12) AS b ON a.id = b.id;

-- COUNT of the inner side of an outer join
SELECT s.region, count(e.id) AS a, count(e.id + 1) AS b, count(e.one) AS c, count(*) AS d, count(g.n) AS e, sum(coalesce(g.n, 0)) AS f FROM stores AS s LEFT JOIN (SELECT id, 1 AS one FROM emp WHERE id < 4) AS e ON s.store_id = e.id LEFT JOIN (SELECT manager_id AS m, count(*) AS n FROM emp GROUP BY 1) AS g ON g.m = s.store_id GROUP BY s.region;

-- Aggregates of no rows, and filters that let none through
SELECT max(id) IS NULL AS a, max(id) + 1 IS NULL AS b, coalesce(sum(id), -1) AS c, count(id) + 1 AS d, max(id) FILTER (WHERE false) IS NULL AS e FROM emp WHERE id < 0;

-- LAG, LEAD and frames without rows
SELECT id, lag(id) OVER (ORDER BY id) IS NULL AS a, lead(id, 2) OVER (ORDER BY id) + 1 IS NULL AS b, lag(id, 1, 0) OVER (ORDER BY id) AS c, first_value(id) OVER (ORDER BY id ROWS BETWEEN 2 FOLLOWING AND 3 FOLLOWING) IS NULL AS d FROM emp WHERE id < 7;

-- Scalar sub-queries without rows
SELECT s.store_id, (SELECT id FROM emp WHERE id = s.store_id + 55) IS NULL AS a, (SELECT id + 1 FROM emp WHERE id = s.store_id + 55) IS NULL AS b, (SELECT count(*) FROM emp WHERE id = s.store_id + 55) AS c, coalesce((SELECT 1 WHERE false), 2) AS d FROM stores AS s;

-- NULL from UNNEST, set operations and missing columns
SELECT x, x IS NULL AS a, x + 1 IS NULL AS b FROM (SELECT unnest([id, NULL]) AS x FROM emp WHERE id < 3 UNION ALL SELECT NULL UNION ALL SELECT x FROM (SELECT 1 AS x, 2 AS y UNION ALL BY NAME SELECT 3 AS y) AS n) AS u;

-- NULL from casts, and what is not there
SELECT try_cast(id || 'x' AS INTEGER) + 1 IS NULL AS c, [id][2] + 1 IS NULL AS d FROM emp WHERE id < 3;

-- A text made of a constant key is NULL where the key is
SELECT 'x' AS k, k || 'y' AS z, count(*) AS n FROM emp GROUP BY CUBE (k);

-- The key written again
SELECT 'x' AS k, 'x' || 'y' AS z, 'y' AS other, count(*) AS n FROM emp GROUP BY ROLLUP (k);

-- A constant equal to the key, but written in another way, stays
SELECT upper('x') AS k, upper('x') || 'z' AS z, 'X' AS w, count(*) AS n FROM emp GROUP BY CUBE (k);

-- A constant key beside another one
SELECT 1 AS k, k + 1 AS z, coalesce(k, 5) AS c, dept, count(*) AS n FROM emp GROUP BY CUBE (k, dept);

-- A constant key by its ordinal
SELECT upper('x') AS k, lower(k) AS z, count(*) AS n FROM emp GROUP BY CUBE (1) ORDER BY lower(k);

-- A date, and ORDER BY what is made of it
SELECT DATE '2020-01-01' AS k, k + 1 AS z, count(*) AS n FROM emp GROUP BY ROLLUP (k) ORDER BY k + 1;

-- A small integer keeps its type
SELECT 1::TINYINT AS k, k + 1 AS z, typeof(k + 1) AS t, count(*) AS n FROM emp GROUP BY CUBE (k);

-- Conditions on a constant key
SELECT 'x' AS k, CASE WHEN k = 'x' THEN 1 ELSE 2 END AS c, k LIKE 'x%' AS l, k IN ('x') AS i, k BETWEEN 'a' AND 'z' AS b, k IS NULL AS e, count(*) AS n FROM emp GROUP BY CUBE (k);

-- A boolean key as a condition
SELECT true AS k, NOT k AS z, k AND true AS a, count(*) AS n FROM emp GROUP BY GROUPING SETS ((k), (), ());

-- Constant keys in HAVING
SELECT 'x' AS k, dept, count(*) AS n FROM emp GROUP BY GROUPING SETS ((k, dept), (dept), ()) HAVING k || 'z' IS NULL;

-- Nested values and lambdas over a constant key
SELECT 'x' AS k, struct_pack(a := k) AS s, [k] AS l, list_transform([1], lambda e: e || k) AS t, count(*) AS n FROM emp GROUP BY CUBE (k);

-- A list as a constant key
SELECT [1, 2] AS k, k[1] AS z, len(k) AS l, count(*) AS n FROM emp GROUP BY CUBE (k);

-- An aggregate sees the constant in each row
SELECT 'x' AS k, grouping(k) AS g, max(k) AS m, count(k || 'y') AS c, string_agg(dept, k) AS s FROM (FROM emp WHERE dept = 'hr') GROUP BY CUBE (k);

-- Windows and QUALIFY over a constant key
SELECT 'x' AS k, dept, k || dept AS z, row_number() OVER (ORDER BY k || 'y', dept) AS r FROM emp GROUP BY CUBE (k, dept) QUALIFY r < 4;

-- unnest over a constant key
SELECT 'x' AS k, k || 'y' AS z, unnest([k, 'b']) AS u, count(*) AS n FROM emp GROUP BY CUBE (k);

-- DISTINCT over a constant key
SELECT DISTINCT 'x' AS k, k || 'y' AS z FROM emp GROUP BY CUBE (k) ORDER BY z;

-- A constant column of a sub-query as the key
SELECT x, x || 'y' AS z, y + 1 AS w, count(*) AS n FROM (SELECT 'x' AS x, 1 AS y FROM emp) GROUP BY ROLLUP (x, y);

-- A constant key of no rows
SELECT 'x' AS k, k || 'y' AS z, count(*) AS n FROM nothing GROUP BY CUBE (k);

-- A constant key that is written with other spaces
SELECT 'x' || 'y' AS k, 'x'||'y' IS NULL AS n, count(*) AS c FROM emp GROUP BY CUBE ('x'||'y');

-- A call of constants as a key, with other spaces and letters
SELECT upper('x') AS k, dept, count(*) AS c FROM emp GROUP BY ROLLUP (UPPER( 'x' ), dept);

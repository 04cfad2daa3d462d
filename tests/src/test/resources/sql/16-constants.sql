-- Sorted by a hidden column beside a literal
SELECT name, 1 AS one FROM emp ORDER BY salary, id;

-- Sorted by a hidden column beside NULL
SELECT name, NULL AS nothing, NULL::DATE AS no_day FROM emp ORDER BY salary DESC, id;

-- Sorted by a hidden column beside what folds to a constant
SELECT name, 1 + 1 AS two, 'a' || 'b' AS ab, DATE '2024-01-01' + 1 AS day FROM emp ORDER BY hired, id;

-- Sorted by a hidden column beside constants of types that only DuckDB knows
SELECT name, 1::HUGEINT AS h, 'x😀' AS t, [1, 2] AS l, {'a': 1} AS s FROM emp ORDER BY salary, id;

-- Sorted by hidden columns, with nothing but constants shown
SELECT 7 AS seven, 'x' AS x FROM emp ORDER BY salary, id;

-- Sorted by a hidden column beside one that WHERE fixes
SELECT dept, name FROM emp WHERE dept = 'dev' ORDER BY salary, id;

-- Sorted by a hidden column beside an expression of one that WHERE fixes
SELECT id + 1 AS next, name FROM emp WHERE manager_id IS NULL OR manager_id = 1 ORDER BY hired DESC, id;

-- Sorted by a hidden column beside one that is NULL by WHERE
SELECT bonus, name FROM emp WHERE bonus IS NULL ORDER BY hired, id;

-- Sorted by a hidden column beside one that a join fixes
SELECT e.name, m.id AS manager, 'x' AS x FROM emp AS e JOIN emp AS m ON e.manager_id = m.id WHERE m.id = 2 ORDER BY e.salary, e.id;

-- Sorted by a hidden column beside a constant of a table of one row
SELECT e.name, v.k FROM emp AS e, (VALUES (3)) AS v(k) ORDER BY e.salary, e.id;

-- Sorted by a hidden column beside a scalar sub-query
SELECT name, (SELECT max(store_id) FROM stores) AS most, (SELECT 5) AS five FROM emp ORDER BY salary, id;

-- Groups sorted by an aggregate that is not shown, beside a constant
SELECT dept, 'dept' AS what FROM emp GROUP BY dept ORDER BY sum(salary) DESC, dept;

-- DISTINCT ON sorted by a hidden column, beside a constant
SELECT DISTINCT ON (dept) dept, name, 0 AS zero FROM emp ORDER BY dept, hired, id;

-- A window and a constant sorted by a hidden column
SELECT name, rank() OVER (PARTITION BY dept ORDER BY salary) AS r, true AS yes FROM emp ORDER BY hired, id;

-- The first rows of a hidden order, beside a constant
SELECT name, 1 AS one FROM emp ORDER BY salary DESC, id LIMIT 9 OFFSET 3;

-- A sub-query's first rows, beside a constant, sorted again
SELECT name, one FROM (SELECT name, 1 AS one, hired FROM emp ORDER BY salary, id LIMIT 12) AS s ORDER BY hired, name;

-- A sub-query's order is the query's where only its rows are picked from
SELECT name, two FROM (SELECT name, id, 2 AS two FROM emp ORDER BY salary, id) AS s WHERE id > 5 AND two = 2 ORDER BY ALL;

-- What is computed of a sub-query's first rows is computed of no other
SELECT sum(CAST(x AS INTEGER)) AS s FROM (SELECT CASE WHEN id > 10 THEN 'no number' ELSE id::VARCHAR END AS x FROM emp ORDER BY id LIMIT 8) AS s;

-- Sorted by a key that is a constant itself
SELECT name, 1 AS one FROM emp WHERE dept = 'law' ORDER BY one, dept, salary, id;

-- COUNT of what is NULL
SELECT count(NULL) AS a, count(NULL::INTEGER) AS b, count(1 + NULL) AS c, count(nullif(1, 1)) AS d, count(DISTINCT NULL) AS e, count(CASE WHEN false THEN 1 END) AS f, count(1) AS g, count('x') AS h FROM emp;

-- COUNT of what is NULL, by groups
SELECT dept, count(NULL::INTEGER) AS a, count(nullif('x', 'x')) AS b, count(2) AS c, count(*) AS d FROM emp GROUP BY dept;

-- COUNT of a column that is NULL by WHERE, or never
SELECT dept, count(bonus) AS a, count(bonus + 1) AS b, count(id) AS c, count(id + 1) AS d, sum(bonus) AS e FROM emp WHERE bonus IS NULL GROUP BY dept;

-- Aggregates of NULL, and of rows that a filter never lets through
SELECT sum(NULL::INTEGER) AS a, min(NULL::DATE) AS b, max(NULL) AS c, avg(NULL::INTEGER) AS d, list(NULL::INTEGER) IS NULL AS e, bool_and(NULL) AS f, any_value(NULL::INTEGER) AS g, count(*) FILTER (WHERE NULL) AS h, sum(id) FILTER (WHERE NULL) AS i, count(id) FILTER (WHERE false) AS j FROM emp;

-- COUNT of NULL over a window
SELECT id, count(NULL::INTEGER) OVER () AS a, count(1 + NULL) OVER (PARTITION BY dept) AS b, count(1) OVER (PARTITION BY dept) AS c FROM emp;

-- A folded factor keeps its type, a literal takes the column's
SELECT id, (1 + 1) * t AS a, 2 * (t // 4) AS b, t % (1 + 1) AS c, t % 2 AS d, t & (4 - 1) AS e, 1::INTEGER * t AS f, t - -1 AS g, abs(-1) + t AS h FROM types;

-- The common type of a column and constants
SELECT id, CASE WHEN id > 9 THEN s ELSE -1 END AS a, coalesce(t, -5) AS b, coalesce(t, -(-5)) AS c, coalesce(t, 2 + 3) AS d, coalesce(s, 1000000) AS e, ifnull(ut, 1) AS f, nullif(t, 1) AS g, nullif(1, t) AS h, greatest(t, 1 + 1) AS i, least(ut, 9) AS j FROM types;

-- Lists, structs and maps of columns and constants
SELECT id, [t, 1] AS a, [t, -1] AS b, [t, 1 + 1] AS c, [1, NULL, t] AS d, {'x': 1, 'y': t} AS e, map([1 + 1], [t]) AS f, list_value(1, t) AS g, array_append([t], 1) AS h FROM types;

-- Decimals, dates and text beside constants
SELECT id, dec4 * 1.50 AS a, dec4 * (1 + 1) AS b, dec4 * 2 AS c, f * 2 AS d, d * (1 + 1) AS e, dt + (1 + 1) AS f, coalesce(dt, '2020-02-02') AS g, coalesce(txt, 'a' || 'b') AS h, ub + 1 AS i, us + -1 AS j FROM types;

-- A constant keeps its type where a column of a sub-query becomes one
SELECT id, t * k AS a, s * big AS b, [t, k] AS c FROM types, (SELECT 300 AS k, 100000 AS big) AS c;

-- A constant keeps its type where WHERE or a join fixes a column
SELECT e.id, t.t * e.id AS a, coalesce(t.t, e.id) AS b, [t.t, m.id] AS c FROM emp AS e JOIN types AS t ON t.t BETWEEN 5 AND 15 JOIN emp AS m ON m.id = e.id WHERE e.id = 50;

-- Constants in windows keep their types
SELECT id, lag(t, 1, 0) OVER (ORDER BY id) AS a, lag(t, 1, -1) OVER (ORDER BY id) AS b, sum(t) OVER (ORDER BY id) * 2 AS c FROM types;

-- Constants in aggregates keep their types
SELECT sum(t * (1 + 1)) AS a, sum(1 + 1) AS b, max(t + 0) AS c, min(coalesce(t, -100)) AS d, string_agg(txt, '-' || '+' ORDER BY id) AS e, quantile_cont(s, 0.25 + 0.25) AS f FROM types;

-- Types by their names
SELECT typeof(t + 1) AS a, typeof(t + (1 + 1)) AS b, typeof(coalesce(t, -5)) AS c, typeof([t, 1]) AS d, typeof('a' || 'b') AS e, typeof(1 + 1) AS f, typeof(NULL) AS g, typeof(t * (SELECT 1)) AS h FROM types WHERE id = 21;

-- A literal and a column in a set operation
SELECT t AS x FROM types UNION ALL SELECT 1 UNION ALL SELECT 2 + 3 UNION ALL SELECT NULL;

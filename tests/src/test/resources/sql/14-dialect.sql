-- FROM first
FROM stores SELECT store_id, name WHERE area > 60;

-- FROM alone
FROM dup_b;

-- FROM first with aggregation
FROM sales SELECT store_id, sum(qty) AS q GROUP BY ALL;

-- A column's alias used later in the same SELECT
SELECT id, qty * price AS total, total * 0.25 AS tax, total + tax AS gross FROM sales WHERE id < 100;

-- A column's alias in WHERE
SELECT id, qty * price AS total FROM sales WHERE total > 18000;

-- Aliases before the expression
SELECT n: count(*), top: max(price) FROM sales;

-- COLUMNS with a regular expression
SELECT COLUMNS('^s.*_id$|^id$') FROM sales WHERE id < 20;

-- COLUMNS in an aggregate
SELECT min(COLUMNS(* EXCLUDE (tags, attrs, props))) FROM sales;

-- Trailing comma
SELECT id, name, FROM emp WHERE id < 3;

-- Numbers with underscores
SELECT 1_000_000 AS a, 2_500.25 AS b;

-- Method-style calls
SELECT name.lower().replace('e', 'x') AS n, ('ab').upper() AS u FROM emp WHERE id < 5;

-- Dollar-quoted text
SELECT $$it's$$ AS a, $tag$x$y$tag$ AS b;

-- E-strings with escapes
SELECT E'a\tb\n' AS a, E'\u00e9' AS b;

-- A row id, and the name of the file, are not shown by star
SELECT count(*) AS n FROM (SELECT * FROM emp) AS t;

-- IN with a list value
SELECT id FROM emp WHERE id IN [1, 2, 3] OR dept IN ('law');

-- Chained comparison operators == and <>, !=
SELECT id FROM emp WHERE dept == 'dev' AND id != 3 AND id <> 7;

-- SELECT of a whole row as a struct
SELECT e FROM emp e WHERE id < 4;

-- DISTINCT ON without a key shown
SELECT DISTINCT ON (dept) name, salary FROM emp ORDER BY dept, salary DESC, id;

-- LIMIT per group by QUALIFY on a joined table
SELECT t.region, s.id FROM sales s JOIN stores t USING (store_id) WHERE s.qty = 19 QUALIFY row_number() OVER (PARTITION BY t.region ORDER BY s.id) = 1;

-- UNION of FROM-first queries
FROM dup_a UNION ALL FROM dup_b;

-- A table function in a join
SELECT r.i, e.name FROM range(1, 6) AS r(i) LEFT JOIN emp e ON e.id = r.i * 15;

-- SELECT without FROM, with a list and a struct from functions
SELECT list_sort([3, 1, 2]) AS a, struct_pack(a := 1) AS b, current_date >= DATE '2024-01-01' AS c, now() > TIMESTAMPTZ '2024-01-01 00:00:00+00' AS d;

-- try() and error-safe functions
SELECT id, TRY(name::INTEGER) AS a, TRY(ln(id - 5)) AS b FROM emp WHERE id < 8;

-- CASE without ELSE over an enum of text, counted
SELECT CASE WHEN qty < 5 THEN 'low' WHEN qty < 10 THEN 'mid' END AS band, count(*) AS n FROM sales GROUP BY band;

-- Columns of one name in a sub-query
SELECT * FROM (SELECT id AS a, name AS a, id + 1 AS A FROM emp WHERE id < 4);

-- COLUMNS with REPLACE
SELECT COLUMNS(* REPLACE (id + 1 AS id)) FROM emp;

-- COLUMNS with REPLACE in an expression
SELECT COLUMNS(emp.* REPLACE (id + 1 AS id))::VARCHAR FROM emp;

-- COLUMNS with RENAME
SELECT COLUMNS(* RENAME (id AS number)) FROM emp;

-- COLUMNS with RENAME in an aggregate
SELECT max(COLUMNS(* RENAME (id AS number))) FROM emp;

-- COLUMNS with names made of the column's
SELECT COLUMNS('^(i)d|dept') AS 'x_\0_\1' FROM emp;

-- ORDER BY COLUMNS
SELECT dept, salary, id FROM emp ORDER BY COLUMNS('dept|^id') DESC, salary;

-- ORDER BY COLUMNS of a column that is not shown
SELECT id FROM emp ORDER BY COLUMNS('^salary') DESC, COLUMNS('^id');

-- ORDER BY COLUMNS with EXCLUDE and REPLACE
SELECT id, salary FROM (SELECT id, salary FROM emp) ORDER BY COLUMNS(* EXCLUDE (id) REPLACE (-salary AS salary)), id;

-- names that are functions
SELECT user, current_user, session_user, current_role, current_catalog, current_schema, current_database(), version();

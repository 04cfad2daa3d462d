-- UNION ALL
SELECT a, b FROM dup_a UNION ALL SELECT a, b FROM dup_b;

-- UNION
SELECT a, b FROM dup_a UNION SELECT a, b FROM dup_b;

-- INTERSECT
SELECT a, b FROM dup_a INTERSECT SELECT a, b FROM dup_b;

-- INTERSECT ALL
SELECT a, b FROM dup_a INTERSECT ALL SELECT a, b FROM dup_b;

-- EXCEPT
SELECT a, b FROM dup_a EXCEPT SELECT a, b FROM dup_b;

-- EXCEPT ALL
SELECT a, b FROM dup_a EXCEPT ALL SELECT a, b FROM dup_b;

-- UNION ALL of different types
SELECT id AS x, name AS y FROM emp UNION ALL SELECT price, product FROM sales WHERE id < 50 UNION ALL SELECT NULL, NULL;

-- UNION ALL, grouped above
SELECT src, count(*) AS n, sum(a) AS s FROM (SELECT 'a' AS src, a FROM dup_a UNION ALL SELECT 'b', a FROM dup_b) AS t GROUP BY src;

-- UNION ALL of a table with itself
SELECT store_id, count(*) AS n FROM (SELECT store_id FROM sales UNION ALL SELECT store_id FROM sales WHERE qty > 5) AS t GROUP BY store_id;

-- UNION of three, with precedence
SELECT a FROM dup_a UNION SELECT a FROM dup_b INTERSECT SELECT 1;

-- Parentheses change precedence
(SELECT a FROM dup_a UNION SELECT a FROM dup_b) EXCEPT (SELECT 1 UNION ALL SELECT 2);

-- Order and limit over a union
SELECT a, b FROM dup_a UNION SELECT a, b FROM dup_b ORDER BY a NULLS LAST, b DESC NULLS FIRST LIMIT 7 OFFSET 2;

-- Limits inside the arms
(SELECT id FROM sales ORDER BY id LIMIT 3) UNION ALL (SELECT id FROM emp ORDER BY id DESC LIMIT 2);

-- UNION with an empty arm
SELECT id, product FROM nothing UNION SELECT store_id, product FROM sales WHERE id < 60;

-- EXCEPT an empty set
SELECT a FROM dup_a EXCEPT SELECT qty FROM nothing;

-- INTERSECT of lists and structs
SELECT tags, attrs FROM sales WHERE id < 1000 INTERSECT SELECT tags, attrs FROM sales WHERE id > 15000;

-- UNION BY NAME
SELECT id, name FROM emp WHERE id < 4 UNION ALL BY NAME SELECT name, store_id FROM stores;

-- A union in IN
SELECT id FROM emp WHERE id IN (SELECT a FROM dup_a UNION SELECT a + 10 FROM dup_b);

-- UNION DISTINCT by its full name
SELECT a FROM dup_a UNION DISTINCT SELECT a FROM dup_b;

-- A union joined with a table
SELECT t.name, count(*) AS n FROM (SELECT store_id FROM sales WHERE flag UNION ALL SELECT k FROM skewed) AS u JOIN stores t USING (store_id) GROUP BY t.name;

-- A union of numbers and texts
SELECT id FROM emp WHERE id < 4 UNION ALL SELECT name FROM emp WHERE id > 58;

-- A union of a QUALIFY
SELECT id FROM emp QUALIFY row_number() OVER (PARTITION BY dept ORDER BY salary DESC, id) = 1 UNION ALL SELECT 1000;

-- INTERSECT of arms with conditions that DuckDB alone understands
SELECT dept FROM emp WHERE dept LIKE 'd%' AND now() = now() INTERSECT SELECT dept FROM emp WHERE upper(dept) > 'A' INTERSECT ALL (SELECT dept FROM emp WHERE id > 3 AND hired < now() INTERSECT SELECT region FROM stores WHERE now() IS NOT NULL);

-- INTERSECT of inputs of which one asks for the time
SELECT id, dept FROM emp WHERE id > 3 INTERSECT ALL (SELECT id, dept FROM emp WHERE now() = now() AND id < 40 INTERSECT SELECT id, 'dev' FROM sales);

-- INTERSECT of inputs with different constants and conditions
SELECT * FROM (SELECT id, 'dev' AS d FROM sales WHERE product LIKE '%a%' INTERSECT SELECT id, dept FROM emp WHERE dept = 'dev' AND id < 90) AS t WHERE d = 'dev' AND id > 5;

-- EXCEPT and UNION whose inputs ask for the time
SELECT id FROM emp WHERE today() = current_date EXCEPT SELECT id FROM sales WHERE now() > TIMESTAMPTZ '2024-01-01 00:00:00+00' AND id < 70 UNION ALL SELECT id FROM emp WHERE current_timestamp = now() AND id < 5;

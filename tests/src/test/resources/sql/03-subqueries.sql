-- A scalar sub-query in SELECT
SELECT id, qty, (SELECT max(qty) FROM sales) AS top FROM sales WHERE id < 50;

-- A scalar sub-query in WHERE
SELECT id, price FROM sales WHERE price > (SELECT avg(price) * 1.9 FROM sales);

-- A scalar sub-query over no rows is null
SELECT id, (SELECT price FROM nothing) AS p FROM emp WHERE id < 4;

-- A scalar sub-query in HAVING
SELECT store_id, sum(qty) AS q FROM sales GROUP BY store_id HAVING sum(qty) > (SELECT avg(qty) * 600 FROM sales);

-- A scalar sub-query in an expression and in ORDER BY
SELECT store_id, area - (SELECT avg(area) FROM stores) AS above FROM stores ORDER BY (SELECT min(area) FROM stores) - area, store_id;

-- A correlated scalar sub-query in SELECT
SELECT t.store_id, (SELECT count(*) FROM sales s WHERE s.store_id = t.store_id) AS n FROM stores t;

-- A correlated aggregate that is null where nothing matches
SELECT c.customer_id, (SELECT sum(s.qty) FROM sales s WHERE s.customer_id = c.customer_id AND s.price > 990) AS q FROM customers c;

-- A correlated scalar sub-query in WHERE
SELECT s.id, s.price FROM sales s WHERE s.price > (SELECT 1.9 * avg(x.price) FROM sales x WHERE x.store_id = s.store_id) AND s.id < 5000;

-- A correlated sub-query with an inequality
SELECT e.id, (SELECT count(*) FROM emp o WHERE o.salary > e.salary) AS rank_by_salary FROM emp e;

-- A correlated sub-query two levels down
SELECT t.store_id, (SELECT count(*) FROM customers c WHERE EXISTS (SELECT 1 FROM sales s WHERE s.customer_id = c.customer_id AND s.store_id = t.store_id AND s.qty > 15)) AS n FROM stores t;

-- A correlated sub-query with LIMIT
SELECT e.id, (SELECT o.name FROM emp o WHERE o.dept = e.dept AND o.id <> e.id ORDER BY o.salary DESC, o.id LIMIT 1) AS rival FROM emp e;

-- Two sub-queries of one row
SELECT (SELECT count(*) FROM sales) AS a, (SELECT count(*) FROM stores) AS b, (SELECT count(*) FROM nothing) AS c;

-- EXISTS
SELECT c.customer_id FROM customers c WHERE EXISTS (SELECT * FROM sales s WHERE s.customer_id = c.customer_id AND s.qty = 19 AND s.price > 900);

-- NOT EXISTS
SELECT c.customer_id FROM customers c WHERE NOT EXISTS (SELECT * FROM sales s WHERE s.customer_id = c.customer_id AND s.qty = 19);

-- EXISTS with an inequality and a filter
SELECT e.id FROM emp e WHERE EXISTS (SELECT 1 FROM emp o WHERE o.dept = e.dept AND o.salary > e.salary * 1.5);

-- EXISTS without correlation
SELECT count(*) AS n FROM stores WHERE EXISTS (SELECT 1 FROM nothing);

-- NOT EXISTS without correlation
SELECT count(*) AS n FROM stores WHERE NOT EXISTS (SELECT 1 FROM nothing);

-- EXISTS as a value
SELECT t.store_id, EXISTS (SELECT 1 FROM emp e WHERE e.id = t.store_id AND e.dept = 'dev') AS has_dev FROM stores t;

-- EXISTS under OR
SELECT e.id FROM emp e WHERE e.salary > 7500 OR EXISTS (SELECT 1 FROM stores t WHERE t.store_id = e.id AND t.region = 'east');

-- IN a sub-query
SELECT id FROM sales WHERE customer_id IN (SELECT customer_id FROM customers WHERE segment = 'export') AND qty > 15;

-- IN a sub-query with nulls on both sides
SELECT a, b FROM dup_a WHERE a IN (SELECT a FROM dup_b);

-- NOT IN a sub-query without nulls keeps rows but the nulls
SELECT a, b FROM dup_a WHERE a NOT IN (SELECT a FROM dup_b WHERE a IS NOT NULL AND a < 3);

-- NOT IN a sub-query with a null keeps nothing
SELECT count(*) AS n FROM dup_a WHERE a NOT IN (SELECT a FROM dup_b WHERE a IS NULL OR a > 3);

-- NOT IN an empty sub-query keeps all, the nulls too
SELECT count(*) AS n, count(a) AS m FROM dup_a WHERE a NOT IN (SELECT qty FROM nothing);

-- IN as a value is null where that is unknown
SELECT a, b, a IN (SELECT a FROM dup_b) AS hit, a NOT IN (SELECT a FROM dup_b WHERE b = 'b') AS miss FROM dup_a;

-- Correlated NOT IN with nulls
SELECT x.a, x.b FROM dup_a x WHERE x.a NOT IN (SELECT y.a FROM dup_b y WHERE y.b = x.b);

-- IN with several columns
SELECT a, b FROM dup_a WHERE (a, b) IN (SELECT a, b FROM dup_b);

-- NOT IN with several columns
SELECT a, b FROM dup_a WHERE (a, b) NOT IN (SELECT a, b FROM dup_b WHERE a IS NOT NULL AND b IS NOT NULL);

-- Correlated IN
SELECT e.id, e.dept FROM emp e WHERE e.id IN (SELECT o.manager_id FROM emp o WHERE o.dept <> e.dept);

-- = ANY, > ALL and <> ALL
SELECT id FROM emp WHERE salary >= ALL (SELECT salary FROM emp) OR id = ANY (SELECT manager_id FROM emp WHERE dept = 'hr');

-- > ALL with a null is never true
SELECT count(*) AS n FROM emp WHERE bonus > ALL (SELECT bonus FROM emp WHERE id < 10);

-- > ANY with correlation
SELECT e.id FROM emp e WHERE e.salary > ANY (SELECT o.salary FROM emp o WHERE o.dept = e.dept AND o.id < e.id);

-- EXISTS and NOT EXISTS on one table, as in TPC-H 21
SELECT x.id FROM sales x WHERE x.qty > 17 AND EXISTS (SELECT 1 FROM sales y WHERE y.customer_id = x.customer_id AND y.store_id <> x.store_id) AND NOT EXISTS (SELECT 1 FROM sales z WHERE z.customer_id = x.customer_id AND z.store_id <> x.store_id AND z.flag AND z.qty > 18);

-- A sub-query in CASE
SELECT id, CASE WHEN salary > (SELECT avg(salary) FROM emp) THEN 'above' ELSE 'below' END AS side FROM emp;

-- A sub-query inside an aggregate's argument
SELECT dept, sum(CASE WHEN id IN (SELECT manager_id FROM emp) THEN 1 ELSE 0 END) AS bosses FROM emp GROUP BY dept;

-- ARRAY of a sub-query
SELECT t.store_id, ARRAY(SELECT e.id FROM emp e WHERE e.id % 12 = t.store_id ORDER BY e.id) AS ids FROM stores t WHERE t.store_id < 4;

-- Two equalities with one outer column
SELECT e.id, (SELECT count(*) FROM emp o WHERE o.manager_id = e.id AND o.id = e.id) AS n FROM emp e;

-- Aggregates that are not null over no rows
SELECT e.id, (SELECT count_if(o.salary > 5000) FROM emp o WHERE o.manager_id = e.id) AS n, (SELECT approx_count_distinct(o.dept) FROM emp o WHERE o.manager_id = e.id) AS d FROM emp e;

-- A count of the one row an aggregate without rows gives
SELECT e.id, (SELECT count(*) FROM (SELECT sum(o.id) AS s FROM emp o WHERE o.manager_id = e.id) q) AS n FROM emp e;

-- Correlated sub-queries on both sides of a join
SELECT a.id, a.n, b.m FROM (SELECT e.id, (SELECT count(*) FROM emp o WHERE o.manager_id = e.id) AS n FROM emp e) a JOIN (SELECT e.id, (SELECT sum(o.salary) FROM emp o WHERE o.manager_id = e.id) AS m FROM emp e) b ON a.id = b.id;

-- Correlated sub-queries on both sides of a union
SELECT e.id, (SELECT max(o.id) FROM emp o WHERE o.dept = e.dept AND o.id < e.id) AS n FROM emp e UNION ALL SELECT e.id, (SELECT count(*) FROM emp o WHERE o.id <= e.manager_id) AS n FROM emp e;

-- A CTE with a correlated sub-query, used twice
WITH c AS (SELECT e.id, (SELECT count(*) FROM emp o WHERE o.manager_id = e.id) AS n FROM emp e) SELECT c1.n, count(*) AS k FROM c c1 JOIN c c2 ON c1.n = c2.n GROUP BY c1.n;

-- A correlated sub-query with LIMIT and OFFSET
SELECT e.id, (SELECT o.name FROM emp o WHERE o.dept = e.dept ORDER BY o.salary DESC, o.id LIMIT 1 OFFSET 1) AS second FROM emp e;

-- A correlated sub-query that may give two rows only for keys that are not asked for
SELECT t.store_id, (SELECT e.id FROM emp e WHERE e.manager_id = t.store_id) AS x FROM stores t WHERE t.store_id > 12 OR t.store_id IS NULL;

-- A correlated sub-query with a window over an aggregation
SELECT e.id, x.r, x.c FROM emp e, LATERAL (SELECT q.c, rank() OVER (ORDER BY q.m DESC, q.c) AS r FROM (SELECT o.dept, count(*) AS c, max(o.id) AS m FROM emp o WHERE o.id < e.id GROUP BY o.dept) q) x WHERE e.id < 9;

-- A correlated sub-query with QUALIFY
SELECT e.id, (SELECT o.salary FROM emp o WHERE o.dept = e.dept QUALIFY row_number() OVER (ORDER BY o.salary DESC, o.id) = 1) AS top FROM emp e;

-- A correlated union
SELECT t.store_id, (SELECT string_agg(u.v, ',' ORDER BY u.v) FROM (SELECT e.name AS v FROM emp e WHERE e.id = t.store_id UNION SELECT t.name UNION ALL SELECT 'x' WHERE t.area > 50) u) AS s FROM stores t;

-- Correlated full, right and left joins
SELECT t.store_id, x.a, x.b, x.c FROM stores t, LATERAL (SELECT a.id AS a, b.id AS b, c.id AS c FROM (SELECT id FROM emp e WHERE e.manager_id = t.store_id) a FULL JOIN (SELECT store_id AS id FROM stores s WHERE s.store_id > t.store_id) b ON a.id = b.id LEFT JOIN (SELECT id FROM emp WHERE id < 9) c ON c.id = b.id - t.store_id) x;

-- A correlated sub-query over a list of the outer row
SELECT c.customer_id, (SELECT max(u.s) FROM unnest(c.scores) AS u(s) WHERE u.s < 3) AS m, 2 IN (SELECT unnest(c.scores)) AS two FROM customers c WHERE c.customer_id < 40;

-- EXISTS over a list of the outer row
SELECT c.customer_id FROM customers c WHERE EXISTS (SELECT 1 FROM unnest(c.scores) AS u(s) WHERE u.s = c.customer_id % 5 + 2);

-- EXISTS over a window keeps the window's rows
SELECT x.id, x.r FROM (SELECT id, row_number() OVER (ORDER BY id DESC) AS r FROM emp) x WHERE EXISTS (SELECT 1 FROM stores t WHERE t.store_id = x.id);

-- EXISTS over a join, with an equality for one side and an inequality for the other
SELECT x.id FROM emp x JOIN emp y ON x.manager_id = y.id WHERE EXISTS (SELECT 1 FROM emp z WHERE z.dept = x.dept AND z.salary > y.salary);

-- EXISTS over a join, with an inequality only
SELECT x.id FROM emp x JOIN emp y ON x.manager_id = y.id WHERE EXISTS (SELECT 1 FROM emp z WHERE z.salary < x.salary - 4800);

-- NOT EXISTS, then EXISTS
SELECT x.id FROM emp x WHERE NOT EXISTS (SELECT 1 FROM stores z WHERE z.store_id = x.id) AND EXISTS (SELECT 1 FROM emp y WHERE y.manager_id = x.id);

-- EXISTS of an aggregate that HAVING keeps though no row is there
SELECT count(*) AS n FROM emp e WHERE NOT EXISTS (SELECT 1 FROM nothing n WHERE n.id = e.id) AND EXISTS (SELECT 1 FROM nothing n HAVING count(*) = 0);

-- An alias of a sub-query comes before a column of the query around it
SELECT name, (SELECT count(*) FROM (SELECT id AS salary FROM sales WHERE salary > 100)) AS n FROM emp;

-- An alias used later in the same SELECT, beside an outer column of its name
SELECT name, (SELECT sum(m) FROM (SELECT id AS salary, salary + 1 AS m FROM sales)) AS n FROM emp;

-- GROUP BY and HAVING by an alias, beside an outer column of its name
SELECT name, (SELECT count(*) FROM (SELECT store_id AS salary, max(id) AS dept FROM sales GROUP BY salary HAVING dept > 50)) AS n FROM emp;

-- ORDER BY by an alias in ARRAY, beside an outer column of its name
SELECT name, ARRAY(SELECT store_id AS salary FROM stores ORDER BY salary DESC) AS a FROM emp GROUP BY name;

-- QUALIFY takes an outer column before an alias
SELECT name, (SELECT count(*) FROM (SELECT store_id AS salary, count(*) OVER () AS n FROM stores QUALIFY salary > 5000)) AS n FROM emp;

-- NULL compared with a sub-query
SELECT id, NULL IN (SELECT store_id FROM stores) AS a, NULL NOT IN (SELECT id FROM nothing) AS b, NULL::INTEGER > ALL (SELECT store_id FROM stores) AS c FROM emp;

-- A sub-query as an operand of another
SELECT id, (SELECT max(store_id) FROM stores) IN (SELECT s.store_id + e.id FROM stores s) AS a, (SELECT e.salary) NOT IN (SELECT f.salary FROM emp f WHERE f.id = e.id + 50) AS b, EXISTS (SELECT 1 FROM stores s WHERE s.store_id = e.id) = ANY (SELECT f.bonus > 5 FROM emp f WHERE f.id < e.id) AS c FROM emp e;

-- Sub-queries as operands in WHERE, one in another
SELECT id FROM emp e WHERE ((SELECT min(store_id) FROM stores) + 1 IN (SELECT manager_id FROM emp)) IN (SELECT f.bonus IS NULL FROM emp f WHERE f.id = e.id) AND (SELECT e.manager_id WHERE e.id > 9) NOT IN (SELECT n.store_id FROM nothing n);

-- A sub-query as an operand in HAVING and over groups
SELECT dept, (SELECT max(f.id) FROM emp f WHERE f.dept > e.dept) NOT IN (SELECT store_id FROM stores) AS a FROM emp e GROUP BY dept HAVING (SELECT min(f.id) FROM emp f WHERE f.dept = e.dept) IN (SELECT store_id FROM stores);

-- Aggregates with an order, of no rows for some outer rows
SELECT e.id, (SELECT mode() WITHIN GROUP (ORDER BY s.region DESC) FROM stores s WHERE s.store_id > e.id) AS a, (SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY s.area DESC) FROM stores s WHERE s.store_id > e.id) AS b, (SELECT list(DISTINCT s.region ORDER BY s.region DESC) FROM stores s WHERE s.store_id > e.id) AS c FROM emp e;

-- GROUPING of no rows for some outer rows
SELECT e.id, list_sort(ARRAY(SELECT GROUPING(s.region) FROM stores s WHERE s.store_id > e.id GROUP BY CUBE (s.region))) AS a, (SELECT sum(n) FROM (SELECT count(*) AS n FROM stores s WHERE s.store_id > e.id GROUP BY ROLLUP (s.region))) AS b FROM emp e;

-- COLUMNS in a sub-query is of its own tables
SELECT id, (SELECT max(COLUMNS('store')) FROM stores) AS m, CASE WHEN EXISTS (SELECT 1 AS x ORDER BY COLUMNS(*)) THEN 1 END AS o FROM emp;

-- COLUMNS around a sub-query
SELECT COLUMNS('id|manager_id') IN (SELECT store_id FROM stores) FROM emp e ORDER BY e.id, (SELECT max(COLUMNS('store')) FROM stores);

-- LIKE of columns that are never NULL, beside a sub-query
SELECT e.id, f.id FROM emp e JOIN emp f ON (e.name LIKE f.name) IS NOT TRUE AND f.id = e.id + 1 OR ('E001' LIKE e.name) IS NULL WHERE e.id NOT IN (SELECT 1);

-- An aggregate of the outer query's columns alone is the outer query's
SELECT (SELECT min(e.salary)) AS a, (SELECT count(*) FILTER (WHERE e.id > 9)) + 1 AS b, (SELECT mode() WITHIN GROUP (ORDER BY e.dept DESC) FROM (SELECT 1)) AS c, (SELECT list(e.id ORDER BY e.id DESC)) AS d FROM emp e;

-- Aggregates of the outer query's columns, of groups
SELECT dept, (SELECT sum(e.id)) AS a, (SELECT max(s.store_id) + sum(e.id) FROM stores s) AS b, (SELECT max(s.store_id) FROM stores s WHERE s.store_id * 60 < sum(e.id)) AS c, (SELECT (SELECT sum(e.id) + count(s.region)) FROM stores s) AS d FROM emp e GROUP BY ALL;

-- Aggregates of the outer query's columns in HAVING and ORDER BY
SELECT dept, manager_id FROM emp e GROUP BY ROLLUP (dept, manager_id) HAVING EXISTS (SELECT 1 FROM stores s WHERE s.store_id = count(e.id)) ORDER BY (SELECT max(e.salary)), dept, manager_id;

-- GROUPING of the outer query's keys
SELECT dept, manager_id, (SELECT GROUPING(e.dept)) AS a, (SELECT max(s.store_id) FROM stores s WHERE s.store_id = GROUPING(e.manager_id)) AS b FROM emp e GROUP BY CUBE (dept, manager_id) HAVING EXISTS (SELECT 1 FROM stores s WHERE s.store_id = GROUPING(e.dept, e.manager_id));

-- Inner join on one key
SELECT s.id, t.name FROM sales s JOIN stores t ON s.store_id = t.store_id WHERE s.qty > 15;

-- Inner join with USING
SELECT store_id, id, name FROM sales JOIN stores USING (store_id) WHERE id % 10 = 0;

-- Natural join
SELECT store_id, count(*) AS n FROM sales NATURAL JOIN stores GROUP BY store_id;

-- Star over USING shows the key once
SELECT * FROM dup_a JOIN dup_b USING (a) WHERE a > 2;

-- Comma join with its condition in WHERE
SELECT count(*) AS n, sum(s.qty) AS q FROM sales s, stores t, customers c WHERE s.store_id = t.store_id AND s.customer_id = c.customer_id AND c.segment = 'home' AND t.region = 'north';

-- Left join keeps rows without a partner
SELECT s.store_id, t.name, count(*) AS n FROM sales s LEFT JOIN stores t ON s.store_id = t.store_id GROUP BY s.store_id, t.name;

-- Left join with a condition on the left side only
SELECT s.id, t.name FROM sales s LEFT JOIN stores t ON s.store_id = t.store_id AND s.qty > 10 WHERE s.id < 400;

-- Left join, then rows without a partner
SELECT count(*) AS n FROM sales s LEFT JOIN customers c ON s.customer_id = c.customer_id WHERE c.customer_id IS NULL;

-- Right join
SELECT t.store_id, t.name, count(s.id) AS n FROM sales s RIGHT JOIN stores t ON s.store_id = t.store_id GROUP BY t.store_id, t.name;

-- Full join with nulls on both sides
SELECT x.a AS xa, x.b AS xb, y.a AS ya, y.b AS yb FROM dup_a x FULL JOIN dup_b y ON x.a = y.a AND x.b = y.b;

-- Full join with USING
SELECT a, count(*) AS n FROM dup_a FULL OUTER JOIN dup_b USING (a) GROUP BY a;

-- Full join where one side is empty
SELECT n.id AS nid, e.id AS eid, e.name FROM nothing n FULL JOIN emp e ON n.id = e.id;

-- Full join with a residual condition
SELECT x.a AS xa, x.b AS xb, y.a AS ya, y.b AS yb FROM dup_a x FULL JOIN dup_b y ON x.a = y.a AND x.b < y.b;

-- Cross join
SELECT e.name, t.name AS store FROM emp e CROSS JOIN stores t WHERE e.id < 5;

-- Cross join of aggregates
SELECT a.n, b.m FROM (SELECT count(*) AS n FROM sales) a CROSS JOIN (SELECT max(price) AS m FROM sales) b;

-- Join on an inequality
SELECT e.id, m.id AS better FROM emp e JOIN emp m ON e.salary < m.salary AND m.hired < e.hired;

-- Join on a range
SELECT e.name, r.day, r.rate FROM emp e JOIN rates r ON r.day BETWEEN DATE '2023-01-01' + e.id AND DATE '2023-01-03' + e.id AND r.currency = 'EUR';

-- Left join on an inequality alone
SELECT t.store_id, e.id FROM stores t LEFT JOIN emp e ON e.salary > t.area * 75;

-- Join on expressions
SELECT s.id, e.name FROM sales s JOIN emp e ON s.store_id * 2 = e.id + 1 AND lower(e.dept) = 'dev';

-- Join on keys of different integer types
SELECT c.customer_id, e.name FROM customers c JOIN emp e ON c.customer_id = e.id;

-- Join of a decimal with an integer key
SELECT e.id, count(*) AS n FROM emp e JOIN sales s ON e.salary / 100 = s.id GROUP BY e.id;

-- Join of a decimal with a double key
SELECT count(*) AS n FROM emp e JOIN types t ON t.dec4 = t.d + e.id - e.id;

-- Join of a DATE with a TIMESTAMP key
SELECT t.store_id, count(*) AS n FROM stores t JOIN sales s ON t.opened_at + INTERVAL 13 YEAR = s.sold_on GROUP BY t.store_id;

-- Join on a boolean and a text key
SELECT count(*) AS n FROM emp x JOIN emp y ON (x.bonus > 5) = (y.bonus > 5) AND x.dept = y.dept;

-- Join on a struct and on a list
SELECT count(*) AS n FROM (SELECT attrs, tags FROM sales WHERE id < 200) x JOIN (SELECT attrs, tags FROM sales WHERE id BETWEEN 200 AND 400) y ON x.attrs = y.attrs AND x.tags = y.tags;

-- Nulls join with IS NOT DISTINCT FROM
SELECT x.a, x.b, count(*) AS n FROM dup_a x JOIN dup_b y ON x.a IS NOT DISTINCT FROM y.a AND x.b IS NOT DISTINCT FROM y.b GROUP BY x.a, x.b;

-- Self join through a hierarchy, two levels up
SELECT e.name, m.name AS boss, g.name AS top FROM emp e LEFT JOIN emp m ON e.manager_id = m.id LEFT JOIN emp g ON m.manager_id = g.id;

-- Many-to-many join with duplicates
SELECT x.b, y.b AS other, count(*) AS n FROM dup_a x JOIN dup_b y ON x.a = y.a GROUP BY x.b, y.b;

-- Join of a skewed key with itself, aggregated
SELECT x.k, count(*) AS n, sum(x.v - y.v) AS d FROM skewed x JOIN (SELECT k, max(v) AS v FROM skewed GROUP BY k) y ON x.k = y.k GROUP BY x.k;

-- Join of a skewed key to a few rows
SELECT t.name, count(*) AS n, sum(x.v) AS v FROM skewed x JOIN stores t ON x.k = t.store_id GROUP BY t.name;

-- Five tables with mixed join kinds
SELECT t.region, c.segment, count(*) AS n, sum(s.qty * s.price) AS total FROM sales s JOIN stores t ON s.store_id = t.store_id LEFT JOIN customers c ON s.customer_id = c.customer_id LEFT JOIN emp e ON e.id = t.store_id JOIN (SELECT DISTINCT currency FROM rates) r ON r.currency = 'EUR' GROUP BY t.region, c.segment;

-- Left join to a filtered aggregate
SELECT t.store_id, a.n, a.q FROM stores t LEFT JOIN (SELECT store_id, count(*) AS n, sum(qty) AS q FROM sales WHERE price > 900 GROUP BY store_id) a ON t.store_id = a.store_id;

-- A join inside parentheses
SELECT c.customer_id, x.name FROM customers c LEFT JOIN (sales s JOIN stores t ON s.store_id = t.store_id) AS x ON c.customer_id = x.customer_id WHERE c.customer_id < 20;

-- SEMI JOIN and ANTI JOIN by their own words
SELECT t.store_id, t.name FROM stores t SEMI JOIN sales s ON s.store_id = t.store_id AND s.qty > 18;

-- ANTI JOIN by its own word
SELECT s.id FROM sales s ANTI JOIN stores t ON s.store_id = t.store_id WHERE s.id < 200;

-- Lateral join
SELECT t.store_id, x.total FROM stores t, LATERAL (SELECT sum(s.qty) AS total FROM sales s WHERE s.store_id = t.store_id) AS x;

-- Left lateral join with the two best rows of each
SELECT t.store_id, x.id, x.price FROM stores t LEFT JOIN LATERAL (SELECT s.id, s.price FROM sales s WHERE s.store_id = t.store_id ORDER BY s.price DESC NULLS LAST, s.id LIMIT 2) AS x ON true;

-- Join with an empty table
SELECT count(*) AS n FROM sales s JOIN nothing x ON s.id = x.id;

-- Left join with an empty table
SELECT s.id, x.product FROM sales s LEFT JOIN nothing x ON s.id = x.id WHERE s.id < 30;

-- Left lateral join with a condition
SELECT t.store_id, x.id FROM stores t LEFT JOIN LATERAL (SELECT s.id FROM sales s WHERE s.store_id = t.store_id AND s.id < 40) x ON x.id > t.store_id * 2 AND t.area > 30;

-- Lateral aggregate inside another query
SELECT t.store_id, x.c FROM stores t, LATERAL (SELECT q.c FROM (SELECT count(*) AS c FROM emp e WHERE e.id < t.store_id) q WHERE q.c > 3) x;

-- Lateral join with a condition on an aggregate
SELECT t.store_id, x.n FROM stores t JOIN LATERAL (SELECT count(*) AS n FROM sales s WHERE s.store_id = t.store_id) x ON x.n > 600;

-- Lateral join with a range that depends on the row
SELECT e.id, g FROM emp e, range(e.id) AS r(g) WHERE e.id < 5;

-- Left join with unnest keeps rows without elements
SELECT s.id, u.tag FROM sales s LEFT JOIN unnest(s.tags) AS u(tag) ON true WHERE s.id < 20;

-- Right join of a key without nulls to one with
SELECT z.id, x.a FROM dup_a x RIGHT JOIN (SELECT id FROM emp WHERE id < 8) z ON x.a = z.id;

-- Join of a text key with an integer one
SELECT e.id, s.store_id FROM emp e JOIN stores s ON e.id::VARCHAR = s.store_id;

-- A condition that is NULL
SELECT s.store_id, e.name FROM stores s LEFT JOIN emp e ON NULL = 2 ORDER BY 1;

-- A column shared by USING comes before another table's of its name
SELECT id, d.id AS d_id, d.n FROM (SELECT id FROM emp WHERE id < 30) a JOIN (SELECT id FROM sales WHERE id < 40) b USING (id) JOIN (SELECT id + 5 AS id, dept AS n FROM emp) d ON d.id = b.id + 1;

-- A shared column in a later join's condition
SELECT id, b.qty, d.dept FROM emp a JOIN sales b USING (id) JOIN emp d ON id = d.id + 1 WHERE id IN (SELECT id FROM emp) ORDER BY id;

-- A column shared by a full and a left join
SELECT id, a.id AS a_id, b.id AS b_id, d.dept FROM (SELECT id FROM emp WHERE id < 12) a FULL JOIN (SELECT id FROM sales WHERE id BETWEEN 9 AND 15) b USING (id) LEFT JOIN emp d ON d.id = id + 1;

-- Tables' own columns beside the shared one
SELECT a.*, b.qty, id FROM (SELECT id, dept FROM emp) a JOIN sales b USING (id) JOIN (SELECT id FROM emp) d USING (id);

-- A shared column's groups
SELECT id % 3 AS g, count(*) AS n FROM emp a NATURAL JOIN (SELECT id FROM sales WHERE id < 50) b JOIN (SELECT id FROM emp) d ON d.id <= a.id GROUP BY id % 3 HAVING min(id) >= 0;

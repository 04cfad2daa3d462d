-- a random value used twice is one
SELECT count(*) FILTER (a <> b) AS different, count(*) AS n FROM (SELECT r AS a, r AS b FROM (SELECT random() AS r FROM sales));

-- a filter on a random value sees what is given out
SELECT max(r) < 0.5 AS below, min(r) >= 0 AS above FROM (SELECT random() AS r FROM sales) WHERE r < 0.5;

-- a filter and a join above a random value
SELECT count(*) AS n FROM (SELECT id, random() AS r FROM sales) s JOIN (SELECT 1 AS one) ON r < 2 WHERE r <> r OR id < 0;

-- a join by a random key
WITH c AS (SELECT random() AS r, id FROM emp) SELECT count(*) = (SELECT count(*) FROM emp) AS all_rows FROM c a JOIN c b USING (r) WHERE a.id = b.id;

-- a CTE of random values read twice
WITH c AS (SELECT random() AS r FROM sales) SELECT (SELECT max(r) FROM c) = (SELECT max(r) FROM c) AS same, count(*) AS n FROM (FROM c EXCEPT FROM c);

-- a materialized CTE of random values read twice
WITH c AS MATERIALIZED (SELECT random() AS r FROM sales) SELECT sum(a.r) - (SELECT sum(r) FROM c) < 1e-6 AS same FROM c a;

-- a CTE that is not materialized draws anew
WITH c AS NOT MATERIALIZED (SELECT random() AS r FROM sales) SELECT (SELECT max(r) FROM c) = (SELECT max(r) FROM c) AS same;

-- a CTE over a CTE of random values
WITH c AS (SELECT random() AS r), d AS (SELECT r FROM c) SELECT d.r = c.r AND c.r = e.r AS same FROM d, c, d AS e;

-- a union of a CTE of random values with itself
WITH c AS (SELECT random() AS r FROM emp) SELECT count(*) = 2 * count(DISTINCT r) AS twice FROM (FROM c UNION ALL FROM c);

-- a CTE of random values in sub-queries
WITH c AS (SELECT id, random() AS r FROM emp) SELECT count(*) AS n FROM c WHERE r NOT IN (SELECT r FROM c) OR NOT EXISTS (SELECT 1 FROM c d WHERE d.r = c.r AND d.id = c.id);

-- a CTE of grouped random values
WITH c AS (SELECT store_id, max(random()) AS r FROM sales GROUP BY store_id) SELECT count(*) AS n FROM c a JOIN c b USING (store_id) WHERE a.r <> b.r;

-- a window over random values
SELECT bool_and(coalesce(p <= r, true)) AS sorted, count(*) AS n FROM (SELECT r, lag(r) OVER (ORDER BY r) AS p FROM (SELECT random() AS r FROM emp));

-- a window function of random values
SELECT count(DISTINCT s) AS n FROM (SELECT sum(random()) OVER () AS s FROM emp);

-- a random value beside a window
SELECT bool_and(v > n) AS above FROM (SELECT random() + count(*) OVER () AS v, count(*) OVER () AS n FROM emp) WHERE v <> n;

-- a random value beside a sub-query
SELECT count(DISTINCT v) > 1 AS many, min(v) >= 60 AS above FROM (SELECT random() + (SELECT count(*) FROM emp) AS v FROM emp);

-- order by a random value
SELECT bool_and(coalesce(p <= r, true)) AS sorted FROM (SELECT r, lag(r) OVER () AS p FROM (SELECT random() AS r FROM (SELECT id FROM emp LIMIT 1) ORDER BY r));

-- some rows by chance
SELECT count(*) AS n, count(DISTINCT id) AS ids FROM (SELECT id FROM sales ORDER BY random() LIMIT 10);

-- some rows by chance are not the first
SELECT list(i ORDER BY i) <> [0, 1, 2, 3, 4] AS others FROM (SELECT i FROM range(1000) r(i) ORDER BY random() LIMIT 5);

-- groups of random values
SELECT count(*) AS n FROM (SELECT random() AS r, count(*) AS c FROM emp GROUP BY r);

-- group by all does not group by a random value
SELECT count(*) AS n, sum(c) AS rows FROM (SELECT random() AS r, dept, count(*) AS c FROM emp GROUP BY ALL);

-- two random values are two
SELECT random() = random() AS same, uuid() = uuid() AS same_id FROM emp;

-- two random values in a condition are two
SELECT count(*) AS n FROM emp WHERE random() = random();

-- a condition that chance decides, over a join
SELECT count(*) BETWEEN 0 AND 3600 AS some FROM emp a JOIN emp b ON random() < 0.5;

-- a random value in IN
SELECT count(*) AS n FROM emp WHERE random() IN (SELECT salary::DOUBLE FROM emp);

-- random values in lambdas
SELECT list_unique(list_transform([1, 2, 3], lambda x: random())) AS l, list_unique(list_transform([1, 2, 3], lambda x: uuid())) AS u, list_unique(list_transform([1, 2, 3], lambda x: now())) AS n FROM emp;

-- random values unnested
SELECT count(DISTINCT u) AS n FROM (SELECT unnest([random(), random()]) AS u FROM emp);

-- random values in VALUES
SELECT count(DISTINCT x) AS n FROM (VALUES (random()), (random())) t(x);

-- random values in sub-queries are their own
SELECT (SELECT random()) = (SELECT random()) AS same;

-- random values in a correlated sub-query
SELECT count(*) AS n FROM emp e WHERE (SELECT random() + 0 * e.id) > 1;

-- sets of random values
SELECT count(*) AS n FROM (SELECT random() AS r FROM emp UNION SELECT random() FROM emp);

-- one of each random value
SELECT count(*) AS n FROM (SELECT DISTINCT random() FROM emp);

-- one random value of each
SELECT count(*) AS n FROM (SELECT DISTINCT ON (dept) dept, random() AS r FROM emp ORDER BY dept, r);

-- ids that are unique
SELECT count(*) = count(DISTINCT u) AS u, count(*) = count(DISTINCT g) AS g, count(*) = count(DISTINCT f) AS f, count(*) = count(DISTINCT s) AS s FROM (SELECT uuid() AS u, gen_random_uuid() AS g, uuidv4() AS f, uuidv7() AS s FROM skewed);

-- versions of ids
SELECT DISTINCT uuid_extract_version(u) AS u, uuid_extract_version(s) AS s, typeof(u) AS t, typeof(s) AS v FROM (SELECT uuid() AS u, uuidv7() AS s FROM emp);

-- the time in an id
SELECT DISTINCT abs(epoch(uuid_extract_timestamp(uuidv7())) - epoch(now())) < 2 AS near FROM emp;

-- an error where no row comes to it
SELECT CASE WHEN id < 0 THEN error('no') ELSE id END AS v FROM emp;

-- an assertion that holds
SELECT count(*) AS n, count(assert_true(id > 0)) AS a FROM emp;

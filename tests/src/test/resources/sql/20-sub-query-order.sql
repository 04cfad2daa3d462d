-- a limit over a sorted sub-query takes its first rows
SELECT id FROM (SELECT id FROM sales ORDER BY id DESC) LIMIT 3;

-- a limit over a sub-query sorted by a column it does not show
SELECT store_id, s FROM (SELECT store_id, id % 7 AS s FROM sales ORDER BY id DESC) LIMIT 3 OFFSET 2;

-- a limit over values of a sorted sub-query's rows
SELECT n + 1 AS m FROM (SELECT id AS n FROM sales ORDER BY id % 5, id DESC) LIMIT 4;

-- a limit over the chosen rows of a sorted sub-query
SELECT n FROM (SELECT id AS n FROM sales ORDER BY id % 5 NULLS FIRST, id DESC) WHERE n % 2 = 1 LIMIT 4;

-- limits over limits
SELECT n FROM (SELECT n FROM (SELECT id AS n FROM sales ORDER BY -id LIMIT 20) LIMIT 9 OFFSET 2) LIMIT 3 OFFSET 1;

-- a limit over a sorted CTE that is read twice
WITH c AS (SELECT id FROM sales ORDER BY id DESC) SELECT (SELECT id FROM c LIMIT 1) AS one, (SELECT sum(id) FROM (FROM c LIMIT 3)) AS three;

-- a limit over a sorted union
SELECT n FROM (SELECT id AS n FROM sales UNION ALL SELECT -id FROM emp ORDER BY n) LIMIT 3;

-- a limit in IN over a sorted sub-query
SELECT id FROM emp WHERE id IN (SELECT id FROM (SELECT id FROM emp ORDER BY id DESC) LIMIT 2);

-- lists of a sorted sub-query
SELECT list(id) AS l, array_agg(id % 3) AS m, count(*) AS n FROM (SELECT id FROM sales ORDER BY id DESC);

-- aggregates by group of a sorted sub-query
SELECT store_id, list(id) AS l, first(id) AS f, last(id) AS z, any_value(id) AS v, string_agg(id::VARCHAR, '-') AS s FROM (SELECT store_id, id FROM sales ORDER BY id % 5, id DESC) GROUP BY store_id;

-- aggregates of the chosen rows of a sorted sub-query
SELECT store_id, list(n) FILTER (WHERE n > 10) AS l FROM (SELECT store_id, id AS n FROM sales ORDER BY id DESC) WHERE n % 3 = 0 GROUP BY store_id;

-- an order inside an aggregate comes before the sub-query's
SELECT list(id ORDER BY id) AS l, first(id) AS f FROM (SELECT id FROM sales ORDER BY id DESC);

-- lists of a sorted and limited sub-query
SELECT list(id) AS l FROM (SELECT id FROM sales ORDER BY id DESC LIMIT 5);

-- row numbers of a sorted sub-query
SELECT n, row_number() OVER () AS r, lag(n) OVER () AS p, lead(n, 2) OVER () AS q FROM (SELECT id AS n FROM sales ORDER BY id % 5, id DESC) WHERE n > 9;

-- the first rows by row number of a sorted sub-query
SELECT id FROM (SELECT id FROM sales ORDER BY id DESC) QUALIFY row_number() OVER () <= 3;

-- distinct rows of a sorted sub-query are its first
SELECT DISTINCT ON (store_id) store_id, id FROM (SELECT store_id, id FROM sales ORDER BY id DESC);

-- Inner joins on NULL
SELECT (SELECT count(*) FROM emp JOIN stores ON NULL = 2) AS a, (SELECT count(*) FROM emp JOIN stores ON id = NULL) AS b, (SELECT count(*) FROM emp JOIN stores ON NULL = NULL) AS c, (SELECT count(*) FROM emp JOIN stores ON id = store_id AND NULL) AS d, (SELECT count(*) FROM emp JOIN stores ON NOT NULL) AS e, (SELECT count(*) FROM emp JOIN stores ON NULL IS NULL) AS f;

-- Outer joins on NULL and on false
SELECT (SELECT count(*) FROM emp LEFT JOIN stores ON NULL = 2) AS a, (SELECT count(*) FROM emp RIGHT JOIN stores ON id = NULL::INTEGER) AS b, (SELECT count(*) FROM emp FULL JOIN stores ON id = NULL) AS c, (SELECT count(*) FROM emp FULL JOIN stores ON false) AS d, (SELECT count(*) FROM emp LEFT JOIN stores ON id = store_id AND NULL::BOOLEAN) AS e, (SELECT count(*) FROM emp LEFT JOIN stores ON id = store_id OR NULL) AS f;

-- Semi and anti joins on NULL
SELECT (SELECT count(*) FROM emp SEMI JOIN stores ON NULL = 2) AS a, (SELECT count(*) FROM emp ANTI JOIN stores ON NULL = 2) AS b, (SELECT count(*) FROM emp WHERE NULL IN (SELECT store_id FROM stores)) AS c, (SELECT count(*) FROM emp WHERE NULL NOT IN (SELECT id FROM nothing)) AS d, (SELECT count(*) FROM emp WHERE EXISTS (SELECT 1 FROM stores WHERE NULL = 2)) AS e;

-- Joins on what contradicts itself
SELECT (SELECT count(*) FROM emp JOIN stores ON id = 1 AND id = 2) AS a, (SELECT count(*) FROM emp LEFT JOIN stores ON store_id = 1 AND store_id = 2) AS b, (SELECT count(*) FROM emp FULL JOIN stores ON id = 1 AND id = 2 AND store_id = id) AS c, (SELECT count(*) FROM emp AS e LEFT JOIN emp AS m ON e.id = m.id WHERE e.id = 1 AND m.id = 2) AS d;

-- NULL compared with, as one value among others
SELECT id, id IS NOT DISTINCT FROM NULL::INTEGER AS a, bonus IS DISTINCT FROM NULL::DOUBLE AS b, NULL IS NOT DISTINCT FROM bonus AS c, NULL::INTEGER IS NOT DISTINCT FROM NULL AS d, id IN (1, NULL) AS e, bonus BETWEEN NULL AND 3 AS f, NULL = 2 AS g, CASE bonus WHEN NULL THEN 1 ELSE 2 END AS h FROM emp;

-- Joins and conditions with IS NOT DISTINCT FROM a typed NULL
SELECT (SELECT count(*) FROM emp JOIN stores ON region IS NOT DISTINCT FROM NULL::VARCHAR) AS a, (SELECT count(*) FROM emp JOIN stores ON id IS NOT DISTINCT FROM NULL) AS b, (SELECT count(*) FROM emp JOIN stores ON NULL::BIGINT IS NOT DISTINCT FROM store_id) AS c, (SELECT count(*) FROM emp WHERE bonus IS NOT DISTINCT FROM NULL::DOUBLE) AS d, (SELECT count(*) FROM emp WHERE (bonus > 1) IS NOT DISTINCT FROM NULL::BOOLEAN) AS e;

-- A NULL of a sub-query joined with what is never NULL
SELECT p.x, e.id FROM (SELECT NULL::INTEGER AS x, store_id AS y FROM stores) AS p JOIN emp AS e ON p.x IS NOT DISTINCT FROM e.id AND p.y = e.id UNION ALL SELECT p.x, e.id FROM (SELECT NULL AS x) AS p JOIN emp AS e ON p.x = e.id UNION ALL SELECT p.x, e.id FROM (SELECT manager_id AS x FROM emp WHERE manager_id IS NULL) AS p JOIN emp AS e ON p.x = e.id UNION ALL SELECT p.x, e.id FROM (SELECT manager_id AS x FROM emp WHERE manager_id IS NULL) AS p LEFT JOIN emp AS e ON p.x IS NOT DISTINCT FROM e.id;

-- WITHIN GROUP in both directions, with one fraction and with several
SELECT percentile_cont(0.25) WITHIN GROUP (ORDER BY salary DESC) AS a, percentile_disc(0.25) WITHIN GROUP (ORDER BY salary DESC) AS b, percentile_cont(0.0) WITHIN GROUP (ORDER BY bonus DESC) AS c, percentile_disc(0) WITHIN GROUP (ORDER BY id DESC) AS d, percentile_cont([0.25, 0.5]) WITHIN GROUP (ORDER BY id DESC) AS e, percentile_disc([0.0, 0.75]) WITHIN GROUP (ORDER BY hired) AS f, percentile_disc(1 - 0.25) WITHIN GROUP (ORDER BY name DESC) AS g FROM emp;

-- The mode of an order, by which ties are settled
SELECT dept, mode() WITHIN GROUP (ORDER BY id) AS a, mode() WITHIN GROUP (ORDER BY id DESC) AS b, mode() WITHIN GROUP (ORDER BY salary DESC) FILTER (WHERE id > 9) AS c FROM emp GROUP BY dept;

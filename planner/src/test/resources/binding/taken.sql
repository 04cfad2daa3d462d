-- Queries that DuckDB's binder takes, one a line; ${dir} is the folder of t's and u's files.
SELECT a FROM t WHERE b IS DISTINCT FROM a
SELECT a FROM t WHERE b IS NOT DISTINCT FROM 3
SELECT st || 1 FROM t
SELECT l['x'] FROM t
SELECT NOT l FROM t
SELECT a FROM t WHERE l
SELECT a FROM t WHERE st
SELECT a FROM t WHERE d
SELECT a FROM t WHERE i
SELECT e AND l FROM t
SELECT e OR st FROM t
SELECT CASE WHEN l THEN 1 END FROM t
SELECT nullif(a, d) FROM t
SELECT [1, 'x'] FROM t
SELECT MAP {'a': 1, 2: 'b'} FROM t
SELECT row() FROM t
SELECT json_extract(a, '$.x') FROM t
SELECT CAST(a AS DATE) FROM t
SELECT CAST(d AS INTEGER) FROM t
SELECT CAST(e AS DATE) FROM t
SELECT CAST(l AS INTEGER) FROM t
SELECT CAST(a AS INTEGER[]) FROM t
SELECT CAST(st AS INTEGER) FROM t
SELECT CAST(i AS INTEGER) FROM t
SELECT CAST(ts AS INTEGER) FROM t
SELECT CAST(uu AS INTEGER) FROM t
SELECT CAST(bl AS INTEGER) FROM t
SELECT TRY_CAST(d AS INTEGER) FROM t
SELECT CAST(m AS INTEGER) FROM t
SELECT CAST(l AS STRUCT(r INTEGER)) FROM t
SELECT lag(a, 1, b) OVER () FROM t
SELECT sum(a) OVER (ORDER BY a ROWS BETWEEN b PRECEDING AND CURRENT ROW) FROM t
SELECT grouping() FROM t GROUP BY a
SELECT t.a AS k, u.a AS k FROM t, u ORDER BY k + 1
SELECT t.a AS z, u.g AS z FROM t, u ORDER BY z
SELECT * FROM t, (SELECT t.a)
SELECT a FROM t UNION SELECT d FROM t
SELECT a FROM t UNION ALL SELECT l FROM t
SELECT d FROM t INTERSECT SELECT f FROM t
SELECT a AS x FROM t UNION BY NAME SELECT d AS x FROM t
WITH q(a, b, c) AS (SELECT 1) SELECT * FROM q
SELECT a IN () FROM t
SELECT CASE WHEN e THEN unnest(l) ELSE 1 END FROM t
SELECT a FROM t ORDER BY unnest(l)
SELECT #9 FROM t

-- comparisons
SELECT '3.7' > 3, '3.7' = 3, a < '3.7', '2' BETWEEN a AND 3, a IN ('1', 2), '3' IN (a, 2) FROM t
SELECT b = '3', b < 'x', b BETWEEN 'a' AND 'z', b IN ('x', 'y'), b = uu FROM t
SELECT d < '2020-02-01', ts > '2020-01-01', d < ts, ts BETWEEN '2020-01-01' AND d, d IN ('2020-01-01') FROM t
SELECT b = 3, b = 3.5, b = 1e0, b = true, b = d, b <> ts, b IN (1, 2), CASE b WHEN 1 THEN 2 END FROM t
SELECT a = x, a < f, x > f, h < a, ti = bi, a BETWEEN ti AND x, a IN (f, x) FROM t
SELECT a = NULL, NULL < b, l = NULL, NULL IN (a), (SELECT NULL) = b FROM t
SELECT nullif(a, b), nullif(a, '3'), coalesce(a, '3'), greatest(a, '3'), [a, '3'], [a, x, f] FROM t
SELECT * FROM t JOIN u ON t.b = u.a

-- tables, written in all ways
TABLE t
FROM t
SELECT t.*, u.* FROM '${dir}/t.parquet', '${dir}/u.parquet'
SELECT t, t.a, u.c FROM '${dir}/t.parquet' JOIN '${dir}/u.parquet' USING (a)
SELECT read_parquet.a FROM read_parquet('${dir}/t.parquet')
SELECT z.k, z.b FROM read_parquet(['${dir}/t.parquet', '${dir}/t.parquet'], union_by_name := true, filename := true) AS z(k)
SELECT z.a FROM z: '${dir}/t.parquet'
SELECT z.a FROM z: read_parquet('${dir}/t.parquet')
SELECT * FROM u, LATERAL read_parquet('${dir}/t.parquet')
SELECT * FROM ('${dir}/t.parquet' AS x JOIN t AS y USING (a))
WITH t AS (SELECT a FROM t) SELECT * FROM t
WITH unused AS (SELECT nope FROM nothing) SELECT 1
SELECT * FROM t AS x, t AS y, '${dir}/t.parquet' AS z
SELECT (SELECT max(a) FROM '${dir}/t.parquet' AS z WHERE z.a = u.a) FROM u
SELECT count(*), count(*) FILTER (WHERE e), count(1), "sum"(A), now() IS NULL, a + 1, -a, a::VARCHAR, t.a FROM t GROUP BY ALL
TABLE "t" ORDER BY a
WITH x AS (TABLE t) TABLE x
TABLE u UNION ALL BY NAME TABLE t
SELECT 1 AS table FROM t
SELECT EXISTS (TABLE t)

-- Queries that DuckDB's binder refuses, one a line; ${dir} is the folder of t's and u's files.

-- comparisons
SELECT a FROM t WHERE b > 3
SELECT a FROM t WHERE 3 < b
SELECT a FROM t WHERE b >= 3.5
SELECT a FROM t WHERE b <= 1e0
SELECT a FROM t WHERE b < true
SELECT a FROM t WHERE b < DATE '2020-01-01'
SELECT a FROM t WHERE b < d
SELECT a FROM t WHERE ts >= b
SELECT a FROM t WHERE b > a
SELECT a FROM t WHERE b > x
SELECT a FROM t WHERE b > f
SELECT a FROM t WHERE upper(b) > 3
SELECT a FROM t WHERE upper('x') > 3
SELECT a FROM t WHERE '3'::VARCHAR > 3
SELECT a FROM t WHERE b BETWEEN 1 AND 2
SELECT a FROM t WHERE a BETWEEN b AND 2
SELECT a FROM t WHERE d BETWEEN b AND b
SELECT a FROM t WHERE a BETWEEN 1 AND d
SELECT a FROM t WHERE a < d
SELECT a FROM t WHERE d > 5
SELECT a FROM t WHERE l < b
SELECT a FROM t WHERE st < 5
SELECT a FROM t WHERE i > 5
SELECT a FROM t WHERE uu > a
SELECT a FROM t WHERE tm > ts
SELECT a FROM t WHERE bl > a
SELECT a FROM t WHERE e > b
SELECT a FROM t WHERE l > ['a']
SELECT a FROM t WHERE (a, b) > (b, a)
SELECT a FROM t WHERE (a, b) = (1, 2, 3)
SELECT a FROM t WHERE a IN (SELECT b FROM t)
SELECT a FROM t WHERE b IN (SELECT 1)
SELECT a FROM t WHERE b NOT IN (SELECT a FROM u)
SELECT a FROM t WHERE d IN (SELECT b FROM t)
SELECT a FROM t WHERE a = ANY (SELECT b FROM t)
SELECT a FROM t WHERE a > ALL (SELECT b FROM t)
SELECT a FROM t WHERE b < ANY (SELECT a FROM u)
SELECT a FROM t WHERE (a, b) IN (SELECT b, a FROM t)
SELECT a FROM t WHERE (a, b) IN (SELECT a FROM t)
SELECT a FROM t WHERE a IN (SELECT a, c FROM u)
SELECT a FROM t WHERE a > (SELECT 'x')
SELECT a FROM t WHERE b > (SELECT 3)
SELECT a FROM t WHERE b LIKE 3
SELECT a FROM t WHERE a LIKE 'x'
SELECT a FROM t WHERE d LIKE '2020%'
SELECT a FROM t WHERE b ~ 3
SELECT a FROM t WHERE a ~ 'x'
SELECT a FROM t WHERE a ILIKE 'x'
SELECT a FROM t WHERE a SIMILAR TO 'x'
SELECT a FROM t WHERE a GLOB 'x'
SELECT * FROM t JOIN u ON t.b > u.a
SELECT * FROM t LEFT JOIN u ON t.b > u.a
SELECT CASE WHEN b > 3 THEN 1 END FROM t
SELECT a FROM t GROUP BY a HAVING max(b) > 3
SELECT a FROM t QUALIFY max(b) OVER () > 3
SELECT count(*) FILTER (WHERE b > 3) FROM t
SELECT b > 3 FROM t
SELECT a FROM t ORDER BY b > 3
SELECT sum(a) OVER (PARTITION BY b > 3) FROM t
SELECT list_filter(['a'], lambda s: s > 3) FROM t
SELECT nullif(b, 3) > 3 FROM t

-- operators
SELECT b + 1 FROM t
SELECT 1 + b FROM t
SELECT b + b FROM t
SELECT b - 1 FROM t
SELECT b * 2 FROM t
SELECT b / 2 FROM t
SELECT b % 2 FROM t
SELECT b // 2 FROM t
SELECT -b FROM t
SELECT a + e FROM t
SELECT e + e FROM t
SELECT d + d FROM t
SELECT d * 2 FROM t
SELECT d - b FROM t
SELECT a - d FROM t
SELECT a + i FROM t
SELECT d + f FROM t
SELECT d + x FROM t
SELECT ts + 1 FROM t
SELECT ts + ts FROM t
SELECT tm + tm FROM t
SELECT i * i FROM t
SELECT i / i FROM t
SELECT bl + bl FROM t
SELECT uu + 1 FROM t
SELECT l + 1 FROM t
SELECT st + 1 FROM t
SELECT m + 1 FROM t
SELECT -d FROM t
SELECT -l FROM t
SELECT ~f FROM t
SELECT ~b FROM t
SELECT f & 1 FROM t
SELECT b | 1 FROM t
SELECT a << f FROM t
SELECT xor(b, 1) FROM t
SELECT d ** 2 FROM t
SELECT l || 3.5 || b FROM t
SELECT l || l || ['a'] FROM t
SELECT a[1] FROM t
SELECT d[1] FROM t
SELECT st[b] FROM t
SELECT m['k', 1] FROM t
SELECT a.p FROM t
SELECT b.upper().nope() FROM t
SELECT st.z FROM t
SELECT st.p.z FROM t
SELECT t.st.nope FROM t
SELECT struct_extract(st, 'z') FROM t
SELECT struct_extract(st, b) FROM t
SELECT st['z'] FROM t
SELECT CASE WHEN e THEN a ELSE d END FROM t
SELECT CASE WHEN e THEN a ELSE b END FROM t
SELECT coalesce(a, b) FROM t
SELECT coalesce(a, d) FROM t
SELECT ifnull(a, d) FROM t
SELECT greatest(a, b) FROM t
SELECT least(a, d) FROM t
SELECT if(e, a, d) FROM t
SELECT [a, b] FROM t
SELECT [a, d] FROM t
SELECT MAP([1, 2], [a, b]) FROM t
SELECT {'a': 1, 'a': 2} FROM t

-- functions
SELECT nope(a) FROM t
SELECT abs() FROM t
SELECT abs(a, b) FROM t
SELECT abs(b) FROM t
SELECT upper() FROM t
SELECT upper(a, b) FROM t
SELECT upper(a) FROM t
SELECT lower(d) FROM t
SELECT length(d) FROM t
SELECT length(a) FROM t
SELECT substr(b) FROM t
SELECT substring(d, 1) FROM t
SELECT substring(b, 'x', 1.5, 2) FROM t
SELECT round(b) FROM t
SELECT round(a, b) FROM t
SELECT sqrt(b) FROM t
SELECT year(a) FROM t
SELECT year(b) FROM t
SELECT date_trunc('month', a) FROM t
SELECT date_trunc('month', b) FROM t
SELECT date_part('foo', d) FROM t
SELECT extract(foo FROM d) FROM t
SELECT date_diff('day', d, a) FROM t
SELECT date_add(d, a, a) FROM t
SELECT strftime(d, b) FROM t
SELECT strftime(a, '%Y') FROM t
SELECT strptime(a, '%Y') FROM t
SELECT strptime(b, '%Q') FROM t
SELECT regexp_matches(b, '(') FROM t
SELECT regexp_replace(b, 'a', 'b', 'q') FROM t
SELECT regexp_extract(b, 'a', 'x') FROM t
SELECT list_transform(l, 1) FROM t
SELECT list_transform(a, lambda v: v) FROM t
SELECT list_transform(l, lambda v: v + b) FROM t
SELECT list_transform(l, lambda v, w, z: v) FROM t
SELECT list_filter(l, lambda v: nope) FROM t
SELECT list_reduce(l, lambda v: v) FROM t
SELECT list_aggregate(l, 'nope') FROM t
SELECT list_sum(['a']) FROM t
SELECT list_contains(l, b) FROM t
SELECT list_sort(a) FROM t
SELECT array_length(a) FROM t
SELECT list_concat(l, a) FROM t
SELECT map_keys(a) FROM t
SELECT map_extract(m, 1) FROM t
SELECT unnest(a) FROM t
SELECT unnest(b) FROM t
SELECT unnest(l, l, l) FROM t
SELECT a FROM t WHERE unnest(l) > 1
SELECT a FROM t GROUP BY a HAVING unnest(l) > 1
SELECT range(b) FROM t
SELECT concat() FROM t
SELECT chr(b) FROM t
SELECT random(1, 2) FROM t
SELECT now(1) FROM t
SELECT hash() FROM t
SELECT struct_pack(1) FROM t
SELECT struct_pack(p := 1, p := 2) FROM t
SELECT error() FROM t
SELECT current_setting('nope') FROM t
SELECT in_search_path(1) FROM t

-- casts
SELECT a::NOPE FROM t
SELECT CAST(a AS DECIMAL(50, 2)) FROM t
SELECT CAST(a AS DECIMAL(5, 9)) FROM t
SELECT CAST(a AS INTEGER(3, 4)) FROM t
SELECT CAST(a AS VARCHAR(1, 2)) FROM t
SELECT CAST(a AS STRUCT(a INTEGER, a INTEGER)) FROM t
SELECT CAST(b AS ENUM('a', 'a')) FROM t
SELECT CAST(st AS STRUCT(r INTEGER)) FROM t
SELECT CAST(b AS MAP(INTEGER)) FROM t

-- aggregates
SELECT count(a, b) FROM t
SELECT count(DISTINCT a, b) FROM t
SELECT sum(b) FROM t
SELECT sum(d) FROM t
SELECT avg(b) FROM t
SELECT avg(l) FROM t
SELECT sum() FROM t
SELECT sum(a, b) FROM t
SELECT min() FROM t
SELECT min(a, b) FROM t
SELECT max(*) FROM t
SELECT sum(*) FROM t
SELECT bool_and(b) FROM t
SELECT bit_and(b) FROM t
SELECT stddev(b) FROM t
SELECT corr(a) FROM t
SELECT corr(b, b) FROM t
SELECT median(b, 1) FROM t
SELECT quantile_cont(a, b) FROM t
SELECT quantile_cont(a, 2) FROM t
SELECT quantile_cont(a, 'x') FROM t
SELECT quantile_disc(a) FROM t
SELECT string_agg(b, a) FROM t
SELECT arg_max(a) FROM t
SELECT approx_quantile(b, 0.5) FROM t
SELECT histogram() FROM t
SELECT mode() FROM t
SELECT sum(sum(a)) FROM t
SELECT sum(count(*)) FROM t
SELECT max(sum(a) + 1) FROM t
SELECT sum(row_number() OVER ()) FROM t
SELECT count(*) FILTER (WHERE sum(a) > 1) FROM t
SELECT abs(DISTINCT a) FROM t
SELECT abs(a) FILTER (WHERE e) FROM t
SELECT abs(a ORDER BY a) FROM t
SELECT sum(a ORDER BY nope) FROM t
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY b) FROM t
SELECT percentile_cont(2) WITHIN GROUP (ORDER BY a) FROM t
SELECT sum(a) WITHIN GROUP (ORDER BY a) FROM t
SELECT mode() WITHIN GROUP (ORDER BY a, b) FROM t

-- places of aggregates and windows
SELECT a FROM t WHERE sum(a) > 1
SELECT a FROM t WHERE count(*) > 1
SELECT a FROM t GROUP BY sum(a)
SELECT * FROM t JOIN u ON sum(t.a) = u.a
SELECT a FROM t LIMIT sum(1)
SELECT a FROM t WHERE row_number() OVER () = 1
SELECT a FROM t GROUP BY row_number() OVER ()
SELECT a FROM t GROUP BY a HAVING row_number() OVER () = 1
SELECT * FROM t JOIN u ON row_number() OVER () = u.a
SELECT * FROM range(sum(1))
SELECT row_number() FROM t
SELECT rank() FROM t
SELECT lag(a) FROM t
SELECT abs(a) OVER () FROM t
SELECT row_number(a) OVER () FROM t
SELECT lag() OVER () FROM t
SELECT lag(a, b) OVER () FROM t
SELECT ntile() OVER () FROM t
SELECT nth_value(a) OVER () FROM t
SELECT nth_value(a, b) OVER () FROM t
SELECT sum(b) OVER () FROM t
SELECT sum(sum(a) OVER ()) OVER () FROM t
SELECT sum(a) OVER (PARTITION BY sum(a) OVER ()) FROM t
SELECT sum(a) OVER w FROM t
SELECT sum(a) OVER (w) FROM t
SELECT sum(a) OVER (PARTITION BY nope) FROM t
SELECT sum(a) OVER (ORDER BY nope) FROM t
SELECT sum(a) OVER (ORDER BY b RANGE BETWEEN 1 PRECEDING AND CURRENT ROW) FROM t
SELECT sum(a) OVER (RANGE BETWEEN 1 PRECEDING AND CURRENT ROW) FROM t
SELECT sum(a) OVER (ORDER BY a, b RANGE BETWEEN 1 PRECEDING AND CURRENT ROW) FROM t
SELECT sum(a) OVER (ROWS BETWEEN 1 FOLLOWING AND 2 PRECEDING) FROM t
SELECT sum(a) OVER (ORDER BY d RANGE BETWEEN 1.5 PRECEDING AND CURRENT ROW) FROM t
SELECT row_number() OVER (ORDER BY a) IGNORE NULLS FROM t
SELECT sum(a IGNORE NULLS) FROM t
SELECT row_number(DISTINCT a) OVER () FROM t
SELECT a, sum(a) OVER w FROM t WINDOW w AS (ORDER BY a), w AS (ORDER BY b)

-- grouping
SELECT a, sum(a) FROM t
SELECT a, b FROM t GROUP BY a
SELECT a + f FROM t GROUP BY a
SELECT * FROM t GROUP BY a
SELECT a FROM t HAVING a > 1
SELECT a FROM t GROUP BY a HAVING b = 'x'
SELECT a FROM t GROUP BY a ORDER BY b
SELECT a FROM t GROUP BY a QUALIFY row_number() OVER (ORDER BY b) = 1
SELECT sum(a) FROM t ORDER BY b
SELECT a, (SELECT max(u.a) FROM u WHERE u.c = t.b) FROM t GROUP BY a
SELECT a FROM t GROUP BY 0
SELECT a FROM t GROUP BY 9
SELECT a FROM t GROUP BY -1
SELECT a FROM t GROUP BY nope
SELECT grouping(a) FROM t
SELECT grouping(b) FROM t GROUP BY a
SELECT a FROM t GROUP BY GROUPING SETS ((a), (nope))
SELECT b FROM t GROUP BY CUBE (a)
SELECT a AS z, sum(a) FROM t GROUP BY ROLLUP (zz)
SELECT sum(a) AS s FROM t GROUP BY s
SELECT *, count(*) FROM t
SELECT DISTINCT ON (nope) a FROM t
SELECT DISTINCT ON (9) a FROM t

-- names
SELECT nope FROM t
SELECT t.nope FROM t
SELECT v.a FROM t
SELECT a.b.c.d.e FROM t
SELECT x1.* FROM t
SELECT * FROM nope
SELECT * FROM t WHERE nope = 1
SELECT * FROM t ORDER BY nope
SELECT * FROM t JOIN u ON t.a = u.nope
SELECT * FROM t JOIN u ON t.a = v.a
SELECT a FROM t, u
SELECT a FROM t JOIN u ON t.a = u.a
SELECT a FROM t AS q, t AS r
SELECT * FROM t, t
SELECT * FROM t AS q JOIN u AS q ON true
SELECT t.a, u.a FROM t, u ORDER BY a
SELECT t.a FROM t AS q
SELECT * FROM t JOIN u USING (nope)
SELECT * FROM t JOIN u USING (c)
SELECT * FROM t JOIN u USING (b)
SELECT * FROM t JOIN u USING (a) JOIN (SELECT 1 AS g) z USING (g) WHERE nope = 1
SELECT * FROM (t CROSS JOIN u) JOIN t AS v USING (a)
SELECT * FROM t NATURAL JOIN (SELECT 1 AS zz) z
SELECT * FROM t q(m1, m2, m3, m4, m5, m6, m7, m8, m9, n1, n2, n3, n4, n5, n6, n7, n8, n9, n10)
SELECT * FROM (SELECT 1, 2) q(a, b, c)
SELECT * FROM (VALUES (1, 2), (3))
SELECT * FROM (VALUES (1), (DATE '2020-01-01'))
SELECT * EXCLUDE (nope) FROM t
SELECT * EXCLUDE (a, a) FROM t
SELECT * REPLACE (1 AS nope) FROM t
SELECT * EXCLUDE (a) REPLACE (1 AS a) FROM t
SELECT COLUMNS('zz') FROM t
SELECT COLUMNS('(') FROM t
SELECT COLUMNS('a') + COLUMNS('b') FROM t
SELECT sum(COLUMNS(*)) FROM t
SELECT max(a) AS m2, m2.x FROM t
SELECT a AS z, z.q FROM t
SELECT b.* FROM t
SELECT *
SELECT t.*
SELECT a
SELECT EXISTS(SELECT nope) FROM t
SELECT (SELECT nope FROM u) FROM t
SELECT (SELECT a, c FROM u) FROM t
SELECT (SELECT t.nope FROM u) FROM t
SELECT ARRAY(SELECT a, c FROM u) FROM t
SELECT * FROM (SELECT t.a), t
SELECT * FROM t JOIN LATERAL (SELECT t.nope) z ON true
SELECT * FROM unnest(nope)
SELECT * FROM unnest(5)
SELECT * FROM t, unnest(t.a)
SELECT * FROM range('x')
SELECT * FROM range()
SELECT * FROM nope_function(1)
SELECT * FROM abs(1)

-- ordinals, limits
SELECT a FROM t ORDER BY 2
SELECT a FROM t ORDER BY 0
SELECT a FROM t ORDER BY -1
SELECT a FROM t ORDER BY ALL, b
SELECT a FROM t LIMIT -1
SELECT a FROM t LIMIT 'x'
SELECT a FROM t LIMIT a
SELECT a FROM t OFFSET -1
SELECT a FROM t OFFSET 'x'
SELECT a FROM t LIMIT DATE '2020-01-01'

-- set operations
SELECT a FROM t UNION SELECT a, c FROM u
SELECT a, b FROM t UNION ALL SELECT a FROM u
SELECT a FROM t INTERSECT SELECT a, c FROM u
SELECT a FROM t EXCEPT SELECT a, c FROM u
SELECT a FROM t UNION SELECT a FROM u ORDER BY nope
SELECT a FROM t UNION SELECT a FROM u ORDER BY b
SELECT a FROM t UNION SELECT a FROM u ORDER BY 2
SELECT nope FROM t UNION SELECT a FROM u
SELECT a FROM t UNION SELECT nope FROM u

-- CTEs
WITH q AS (SELECT 1 AS a), q AS (SELECT 2 AS a) SELECT * FROM q
WITH q(a) AS (SELECT 1) SELECT b FROM q
WITH q AS (SELECT nope FROM t) SELECT * FROM q
WITH q AS (SELECT * FROM r), r AS (SELECT 1) SELECT * FROM q
WITH q AS (SELECT * FROM q) SELECT * FROM q
WITH q AS MATERIALIZED (SELECT b > 3 FROM t) SELECT * FROM q

-- others
SELECT 'a' 'b'
SELECT a FROM t WHERE a =
SELECT a a a FROM t
SELECT lambda x: x FROM t
SELECT (lambda x: x)(1) FROM t
SELECT DEFAULT FROM t
SELECT try_cast(1 AS NOPE)
SELECT '1' COLLATE nope
SELECT a COLLATE nocase FROM t
SELECT * FROM t WHERE (SELECT a FROM u) = 'q' AND nope
SELECT t.rowid2 FROM t
SELECT $1
SELECT 1 AS a, a.b AS c
SELECT a AS b2, sum(b2) OVER (ORDER BY b3) FROM t
SELECT a FROM t WHERE a = ALL (1, 2)
SELECT unnest(unnest(l)) FROM t
SELECT sum(unnest(l)) FROM t
SELECT positional(1) FROM t
SELECT #0 FROM t

-- names of tables, written in other ways
SELECT nope FROM '${dir}/t.parquet'
SELECT 'äöü€😀', nope FROM '${dir}/t.parquet'
SELECT b > 3 FROM '${dir}/t.parquet' AS z
FROM '${dir}/t.parquet' SELECT b > 3
SELECT 1 FROM z: '${dir}/t.parquet' WHERE z.b > 3
SELECT 1 FROM '${dir}/t.parquet' WHERE z.b > 3
SELECT 1 FROM read_parquet('${dir}/t.parquet') WHERE b > 3
SELECT 1 FROM read_parquet(['${dir}/t.parquet', '${dir}/t.parquet'], union_by_name := true) AS z(k) WHERE b > 3
SELECT 1 FROM z: read_parquet('${dir}/t.parquet') WHERE z.b > 3
SELECT 1 FROM u, LATERAL read_parquet('${dir}/t.parquet') WHERE b > 3
SELECT t.b > 3 FROM '${dir}/t.parquet', '${dir}/u.parquet'
SELECT u.g > t.b FROM '${dir}/t.parquet' JOIN read_parquet('${dir}/u.parquet') AS u USING (a)
WITH t AS (SELECT * FROM t) SELECT b > 3 FROM t
WITH "${dir}/t.parquet" AS (SELECT 'x' AS w) SELECT w > 3 FROM "${dir}/t.parquet"
SELECT 1 FROM (SELECT * FROM '${dir}/t.parquet' WHERE b > 3)
SELECT (SELECT max(z.b > 3) FROM '${dir}/t.parquet' AS z) FROM u
SELECT 1 FROM u WHERE EXISTS (FROM '${dir}/t.parquet' WHERE b > u.g)
TABLE t ORDER BY 'x'
TABLE t ORDER BY z
TABLE t WHERE a = 1
TABLE t, u
SELECT a FROM (TABLE t) WHERE b > 3
SELECT a FROM u WHERE EXISTS (TABLE t LIMIT b > 3)
WITH x AS (TABLE t) SELECT 1 FROM x WHERE b > 3
WITH x AS (TABLE t) TABLE x ORDER BY b > 3
(TABLE t) UNION ALL (TABLE t) ORDER BY 'x'
SELECT a FROM t QUALIFY a > 3
SELECT list(a ORDER BY 'x') FROM t
SELECT mode() WITHIN GROUP (ORDER BY 1.5) FROM t

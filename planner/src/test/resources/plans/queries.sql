-- broadcast-join
SELECT l_orderkey, s_name FROM lineitem JOIN supplier ON l_suppkey = s_suppkey WHERE l_quantity > 45;

-- broadcast-of-the-small-side-of-a-left-join
SELECT o_orderkey, c_name FROM orders LEFT JOIN customer ON o_custkey = c_custkey;

-- hash-join
SELECT o_orderdate, l_extendedprice FROM lineitem JOIN orders ON l_orderkey = o_orderkey WHERE o_orderstatus <> 'P';

-- hash-join-with-a-runtime-filter
-- set join.strategy = hash
SELECT l_orderkey, p_name FROM lineitem JOIN part ON l_partkey = p_partkey WHERE p_brand = 'Brand#11';

-- runtime-filter-of-an-anti-joins-other-side
-- set join.strategy = hash
-- set join.filter = always
SELECT c_custkey FROM customer WHERE c_acctbal > 9000 AND NOT EXISTS (SELECT 1 FROM orders WHERE o_custkey = c_custkey);

-- full-join
SELECT o.o_orderkey, l.l_partkey FROM orders o FULL JOIN lineitem l ON o.o_orderkey = l.l_partkey;

-- join-without-equality
SELECT count(*) FROM orders a JOIN customer b ON a.o_totalprice < b.c_acctbal;

-- semi-join
SELECT o_orderkey FROM orders WHERE EXISTS (SELECT 1 FROM lineitem WHERE l_orderkey = o_orderkey AND l_quantity > 49);

-- semi-join-of-a-small-list
SELECT count(*) FROM lineitem WHERE l_suppkey IN (SELECT s_suppkey FROM supplier WHERE s_nationkey = 3);

-- anti-join
SELECT c_custkey FROM customer WHERE NOT EXISTS (SELECT 1 FROM orders WHERE o_custkey = c_custkey);

-- not-in-with-nulls
SELECT count(*) FROM visits WHERE page NOT IN (SELECT rating FROM visits WHERE country = 'fr');

-- mark-join
SELECT o_orderkey, o_custkey IN (SELECT c_custkey FROM customer WHERE c_acctbal > 9000) AS rich FROM orders WHERE o_totalprice > 100;

-- exists-or
SELECT count(*) FROM orders WHERE o_totalprice > 300000 OR EXISTS (SELECT 1 FROM lineitem WHERE l_orderkey = o_orderkey AND l_tax = 0);

-- two-phase-aggregation
SELECT l_partkey, sum(l_quantity) AS quantity, avg(l_discount) AS discount, count(*) AS n FROM lineitem GROUP BY l_partkey;

-- aggregation-without-groups
SELECT count(*), min(l_shipdate), max(l_shipdate), avg(l_tax) FROM lineitem;

-- aggregation-in-one-phase
-- set aggregate.partial = off
SELECT l_partkey, sum(l_quantity) AS quantity FROM lineitem GROUP BY l_partkey;

-- median-needs-all-values
SELECT l_partkey, median(l_quantity) AS m FROM lineitem GROUP BY l_partkey;

-- having-and-computed-keys
SELECT year(o_orderdate) AS y, sum(o_totalprice) AS total FROM orders GROUP BY y HAVING count(*) > 10;

-- rollup
SELECT l_returnflag, l_linestatus, sum(l_quantity) AS q FROM lineitem GROUP BY ROLLUP (l_returnflag, l_linestatus);

-- grouping-sets-of-many-groups
SELECT l_partkey, l_suppkey, count(*) AS n, grouping(l_partkey) AS g FROM lineitem GROUP BY GROUPING SETS ((l_partkey), (l_suppkey));

-- count-distinct
SELECT count(DISTINCT l_partkey) AS parts FROM lineitem;

-- distinct-and-plain-aggregates
SELECT l_suppkey, count(DISTINCT l_partkey) AS parts, sum(l_quantity) AS quantity FROM lineitem GROUP BY l_suppkey;

-- select-distinct
SELECT DISTINCT l_partkey, l_suppkey FROM lineitem;

-- window-by-partition
SELECT o_orderkey, rank() OVER (PARTITION BY o_custkey ORDER BY o_totalprice DESC) AS r FROM orders;

-- window-without-partition
SELECT o_orderkey, sum(o_totalprice) OVER (ORDER BY o_orderdate, o_orderkey) AS running FROM orders;

-- window-of-a-joins-key
SELECT o_orderkey, sum(l_quantity) OVER (PARTITION BY o_orderkey) AS q FROM lineitem JOIN orders ON l_orderkey = o_orderkey;

-- first-of-each
SELECT o_custkey, o_orderkey FROM orders QUALIFY row_number() OVER (PARTITION BY o_custkey ORDER BY o_orderdate DESC, o_orderkey) = 1;

-- sort-in-one-task
SELECT c_custkey, c_acctbal FROM customer ORDER BY c_acctbal DESC, c_custkey;

-- sort-by-range
SELECT l_orderkey, l_comment FROM lineitem ORDER BY l_extendedprice, l_orderkey;

-- top-n
SELECT l_orderkey, l_extendedprice FROM lineitem ORDER BY l_extendedprice DESC, l_orderkey LIMIT 10 OFFSET 5;

-- limit-without-order
SELECT l_orderkey FROM lineitem WHERE l_tax = 0 LIMIT 10;

-- top-n-of-groups
SELECT o_custkey, sum(o_totalprice) AS total FROM orders GROUP BY o_custkey ORDER BY total DESC, o_custkey LIMIT 3;

-- union-all
SELECT l_shipdate AS day, l_quantity AS n FROM lineitem UNION ALL SELECT o_orderdate, 1 FROM orders;

-- aggregation-over-union-all
SELECT day, count(*) AS n FROM (SELECT l_shipdate AS day FROM lineitem UNION ALL SELECT o_orderdate FROM orders) GROUP BY day;

-- union-distinct
SELECT c_nationkey FROM customer UNION SELECT s_nationkey FROM supplier;

-- intersect
SELECT l_partkey FROM lineitem INTERSECT SELECT ps_partkey FROM partsupp;

-- except-all
SELECT o_custkey FROM orders EXCEPT ALL SELECT c_custkey FROM customer;

-- scalar-sub-query
SELECT o_orderkey FROM orders WHERE o_totalprice > (SELECT avg(o_totalprice) * 2 FROM orders);

-- correlated-aggregate
SELECT o_orderkey FROM orders o WHERE o_totalprice > (SELECT 2 * avg(o_totalprice) FROM orders i WHERE i.o_custkey = o.o_custkey);

-- cte-used-twice-is-one-stage
WITH totals AS (SELECT l_suppkey, sum(l_extendedprice) AS total FROM lineitem GROUP BY l_suppkey)
SELECT l_suppkey, total FROM totals WHERE total = (SELECT max(total) FROM totals);

-- self-join-of-one-scan
SELECT a.o_orderkey FROM orders a JOIN orders b ON a.o_orderkey = b.o_custkey AND a.o_orderdate < b.o_orderdate;

-- group-by-the-joins-key
SELECT o_orderkey, sum(l_quantity) AS q FROM lineitem JOIN orders ON l_orderkey = o_orderkey GROUP BY o_orderkey;

-- join-two-aggregates-on-their-key
SELECT a.k, a.n, b.total
FROM (SELECT l_orderkey AS k, count(*) AS n FROM lineitem GROUP BY 1) a
JOIN (SELECT o_orderkey AS k, max(o_totalprice) AS total FROM orders GROUP BY 1) b ON a.k = b.k;

-- three-joins-on-one-key
SELECT o_orderkey, l_partkey, t.n
FROM orders JOIN lineitem ON l_orderkey = o_orderkey
JOIN (SELECT l_orderkey AS k, count(*) AS n FROM lineitem WHERE l_tax > 0 GROUP BY 1) t ON t.k = o_orderkey;

-- files-dropped-by-their-folder
SELECT count(*), max(seen) FROM visits WHERE country = 'fr';

-- row-groups-dropped-by-their-bounds
SELECT count(*) FROM visits WHERE seen >= TIMESTAMP '2024-01-07 12:00:00' AND country <> 'us';

-- columns-and-filter-in-the-scan
SELECT page, rating FROM visits WHERE rating > 5 AND upper(country) = 'DE';

-- count-needs-no-columns
SELECT count(*) FROM visits;

-- empty-by-contradiction
SELECT id FROM visits WHERE page > 10 AND page < 5;

-- star-schema
SELECT n_name, sum(l_extendedprice) AS revenue
FROM lineitem, orders, customer, nation, region
WHERE l_orderkey = o_orderkey AND o_custkey = c_custkey AND c_nationkey = n_nationkey AND n_regionkey = r_regionkey
  AND r_name = 'ASIA'
GROUP BY n_name;

-- or-of-joins
SELECT count(*) FROM lineitem JOIN part ON p_partkey = l_partkey
WHERE (p_brand = 'Brand#11' AND l_quantity < 5) OR (p_brand = 'Brand#22' AND l_quantity > 45);

-- unnest-of-a-list
SELECT o_orderkey, unnest([1, 2]) AS n FROM orders WHERE o_custkey = 7;

-- copy-by-partition
COPY (SELECT o_orderkey, o_totalprice, o_orderstatus FROM orders) TO '${dir}/out' (FORMAT parquet, PARTITION_BY (o_orderstatus));

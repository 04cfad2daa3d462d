-- Every basic aggregate over all rows
SELECT count(*) AS n, count(qty) AS c, sum(qty) AS s, avg(qty) AS a, min(qty) AS lo, max(qty) AS hi FROM sales;

-- Every basic aggregate over no rows
SELECT count(*) AS n, count(qty) AS c, sum(qty) AS s, avg(qty) AS a, min(qty) AS lo, max(qty) AS hi, string_agg(product, ',') AS t, bool_and(qty > 0) AS b, list(id) AS l FROM nothing;

-- Groups of no rows
SELECT store_id, count(*) AS n, sum(qty) AS s FROM nothing GROUP BY store_id;

-- Sums by type: HUGEINT, DECIMAL and DOUBLE
SELECT store_id, sum(id) AS ids, sum(price) AS prices, sum(discount) AS discounts, sum(qty * price) AS turnover, sum(qty * price * (1 - discount)) AS net FROM sales GROUP BY store_id;

-- A HUGEINT sum beyond BIGINT
SELECT sum(b) AS s, sum(b + 0) AS t, sum(abs(b)) AS u, sum(ub) AS v FROM types;

-- Sums of every number type
SELECT sum(t) AS t, sum(s) AS s, sum(i) AS i, sum(ut) AS ut, sum(us) AS us, sum(ui) AS ui, sum(f) AS f, sum(dec4) AS dec4, sum(dec38 / 1000) AS dec38 FROM types;

-- Averages of decimals, dates apart
SELECT product, avg(price) AS p, avg(qty) AS q, avg(discount) AS d FROM sales GROUP BY product;

-- Min and max of text, dates, times, booleans, blobs and uuids
SELECT min(txt) AS a, max(txt) AS b, min(dt) AS c, max(ts) AS d, min(tz) AS e, max(tm) AS f, min(is_null) AS g, max(uid) AS h, min(bin) AS i, max(iv) AS j, min(dec38) AS k FROM types;

-- Min and max of lists and structs
SELECT store_id, min(tags) AS a, max(attrs) AS b FROM sales GROUP BY store_id;

-- Min and max with NaN and infinity
SELECT min(d) AS a, max(d) AS b, count(d) AS c FROM types;

-- Min and max of the n first
SELECT store_id, max(price, 3) AS top, min(qty, 2) AS low FROM sales GROUP BY store_id;

-- Group by an expression, an alias and an ordinal
SELECT qty % 3 AS k, product AS p, count(*) AS n FROM sales GROUP BY k, 2;

-- Group by a key with nulls and empty text
SELECT product, count(*) AS n FROM sales GROUP BY product;

-- Group by a boolean, a list, a struct
SELECT flag, tags, attrs, count(*) AS n FROM sales GROUP BY flag, tags, attrs;

-- Group by a float with NaN
SELECT d, count(*) AS n FROM types GROUP BY d;

-- GROUP BY ALL
SELECT store_id, product, sum(qty) AS q FROM sales GROUP BY ALL;

-- GROUP BY without an aggregate
SELECT store_id, flag FROM sales GROUP BY store_id, flag;

-- HAVING with another aggregate
SELECT store_id, count(*) AS n FROM sales GROUP BY store_id HAVING avg(price) > 499 AND count(DISTINCT product) >= 9;

-- HAVING by an alias
SELECT store_id, count(*) AS n FROM sales GROUP BY store_id HAVING n > 566;

-- HAVING without GROUP BY
SELECT sum(qty) AS s FROM sales HAVING count(*) > 1000000;

-- DISTINCT aggregates
SELECT store_id, count(DISTINCT product) AS p, count(DISTINCT customer_id) AS c, sum(DISTINCT qty) AS s FROM sales GROUP BY store_id;

-- DISTINCT and plain aggregates together, without groups
SELECT count(*) AS n, count(DISTINCT store_id) AS d, avg(DISTINCT qty) AS a, sum(qty) AS s FROM sales;

-- COUNT DISTINCT of several columns
SELECT count(DISTINCT (store_id, product)) AS n FROM sales;

-- FILTER
SELECT store_id, count(*) FILTER (WHERE qty > 5) AS many, sum(price) FILTER (WHERE flag) AS flagged, count(DISTINCT product) FILTER (WHERE qty < 0) AS odd FROM sales GROUP BY store_id;

-- ORDER BY inside string_agg
SELECT dept, string_agg(name, ', ' ORDER BY hired DESC, name) AS names FROM emp GROUP BY dept;

-- string_agg DISTINCT with order
SELECT store_id, string_agg(DISTINCT product, '|' ORDER BY product) AS p FROM sales GROUP BY store_id;

-- group_concat and listagg
SELECT dept, group_concat(name ORDER BY name) AS a, listagg(name, '/' ORDER BY id) AS b FROM emp GROUP BY dept;

-- list with order, nulls kept
SELECT dept, list(bonus ORDER BY id) AS l, array_agg(name ORDER BY salary DESC, id) AS m FROM emp GROUP BY dept;

-- list of DISTINCT values, sorted
SELECT store_id, list_sort(list(DISTINCT qty)) AS l FROM sales WHERE store_id < 4 GROUP BY store_id;

-- list with FILTER
SELECT dept, list(id ORDER BY id) FILTER (WHERE salary > 5000) AS l FROM emp GROUP BY dept;

-- first, last and any_value with order
SELECT dept, first(name ORDER BY hired, id) AS f, last(name ORDER BY hired, id) AS l, any_value(bonus ORDER BY id) AS v FROM emp GROUP BY dept;

-- arg_max, arg_min, max_by, min_by
SELECT dept, arg_max(name, salary * 1000 + id) AS a, arg_min(name, salary * 1000 + id) AS b, max_by(id, hired) AS c, min_by(id, hired) AS d FROM emp GROUP BY dept;

-- arg_max of the n first
SELECT dept, arg_max(id, salary * 1000 + id, 3) AS l FROM emp GROUP BY dept;

-- median and quantiles
SELECT store_id, median(price) AS m, quantile_cont(price, 0.25) AS q1, quantile_disc(qty, 0.75) AS q3, quantile_cont(qty, [0.1, 0.9]) AS qs FROM sales GROUP BY store_id;

-- median of dates and timestamps
SELECT median(sold_on) AS d, median(sold_at) AS t, quantile_disc(product, 0.5) AS p FROM sales;

-- percentile_cont and percentile_disc WITHIN GROUP
SELECT dept, percentile_cont(0.5) WITHIN GROUP (ORDER BY salary) AS c, percentile_disc(0.3) WITHIN GROUP (ORDER BY salary DESC) AS d FROM emp GROUP BY dept;

-- mode of a column with one winner
SELECT mode(k) AS m FROM skewed;

-- stddev, variance and their kin
SELECT store_id, stddev(qty) AS a, stddev_pop(qty) AS b, var_samp(qty) AS c, var_pop(price::DOUBLE) AS d, variance(discount) AS e FROM sales GROUP BY store_id;

-- stddev of one row and of none
SELECT stddev(salary::DOUBLE) AS a, var_pop(salary::DOUBLE) AS b, stddev(bonus) FILTER (WHERE id < 0) AS c FROM emp WHERE id = 3;

-- skewness, kurtosis, sem, entropy, mad
SELECT dept, round(skewness(salary), 6) AS a, kurtosis(salary) AS b, sem(salary) AS c, entropy(salary) AS d, mad(salary) AS e FROM emp GROUP BY dept;

-- corr, covar, regr
SELECT store_id, corr(qty, price) AS a, covar_pop(qty, price) AS b, covar_samp(qty, discount) AS c, regr_slope(qty, price) AS d, regr_intercept(qty, price) AS e, regr_r2(qty, price) AS f, regr_count(qty, price) AS g FROM sales GROUP BY store_id;

-- bool_and, bool_or
SELECT store_id, bool_and(qty > -4) AS a, bool_or(flag) AS b, bool_and(flag) AS c FROM sales GROUP BY store_id;

-- bit_and, bit_or, bit_xor
SELECT store_id, bit_and(id) AS a, bit_or(qty) AS b, bit_xor(id) AS c FROM sales GROUP BY store_id;

-- approx_count_distinct
SELECT store_id, approx_count_distinct(id) AS a, approx_count_distinct(product) AS b FROM sales GROUP BY store_id;

-- histogram and map aggregates
SELECT dept, histogram(id % 3) AS h FROM emp GROUP BY dept;

-- product, count_if, favg, kahan_sum
SELECT dept, product(1 + id / 64) AS p, count_if(salary > 5000) AS c, favg(bonus) AS a, kahan_sum(bonus) AS k FROM emp GROUP BY dept;

-- Arithmetic on aggregates
SELECT store_id, sum(qty) * 100.0 / count(*) AS a, max(price) - min(price) AS b, round(avg(discount), 3) AS c FROM sales GROUP BY store_id;

-- An aggregate of an aggregate through a sub-query
SELECT max(n) AS a, min(n) AS b, avg(n) AS c FROM (SELECT customer_id, count(*) AS n FROM sales GROUP BY customer_id) AS t;

-- An aggregate over a skewed key
SELECT k, count(*) AS n, sum(v) AS s, count(DISTINCT v) AS d FROM skewed GROUP BY k;

-- Aggregates of constants, and count of a constant
SELECT count(1) AS a, count(NULL) AS b, sum(2) AS c, max('x') AS d FROM sales;

-- GROUPING SETS
SELECT store_id, product, count(*) AS n, sum(qty) AS q FROM sales GROUP BY GROUPING SETS ((store_id, product), (store_id), (product), ());

-- ROLLUP with GROUPING
SELECT store_id, flag, grouping(store_id) AS gs, grouping(flag) AS gf, grouping(store_id, flag) AS g, sum(price) AS p FROM sales GROUP BY ROLLUP (store_id, flag);

-- CUBE with HAVING
SELECT dept, manager_id % 3 AS m, count(*) AS n FROM emp GROUP BY CUBE (dept, manager_id % 3) HAVING count(*) > 2;

-- ROLLUP over no rows still has the total
SELECT store_id, count(*) AS n FROM nothing GROUP BY ROLLUP (store_id);

-- A key and a ROLLUP
SELECT flag, store_id, product, count(*) AS n FROM sales WHERE qty > 17 GROUP BY flag, ROLLUP (store_id, product);

-- GROUPING SETS with DISTINCT aggregates
SELECT store_id, flag, count(DISTINCT product) AS p, sum(qty) AS q FROM sales GROUP BY GROUPING SETS ((store_id), (flag));

-- grouping_id and ordering of a rollup
SELECT dept, grouping_id(dept) AS g, sum(salary) AS s FROM emp GROUP BY ROLLUP (dept);

-- GROUP BY CUBE of an empty filter
SELECT dept, id % 2 AS k, sum(salary) AS s FROM emp WHERE id < 0 GROUP BY CUBE (dept, id % 2);

-- max and count over a join
SELECT t.region, max(s.price) AS m, count(DISTINCT s.customer_id) AS c FROM sales s JOIN stores t USING (store_id) GROUP BY t.region;

-- sum of a CASE, as a pivot by hand
SELECT store_id, sum(CASE WHEN product = 'fig' THEN qty ELSE 0 END) AS fig, sum(CASE WHEN product = 'date' THEN qty END) AS date_qty FROM sales GROUP BY store_id;

-- Grouping sets that repeat, some keys in none of the repeated
SELECT store_id, flag, count(*) AS n, grouping(store_id, flag) AS g FROM sales WHERE id < 500 GROUP BY GROUPING SETS ((store_id), (store_id), (), (flag, store_id), ());

-- HAVING on repeated grouping sets
SELECT store_id, flag, count(*) AS n FROM sales WHERE id < 5000 GROUP BY GROUPING SETS ((store_id), (store_id), (), (flag), ()) HAVING grouping(store_id) = 1;

-- A constant of all rows
SELECT 1 AS one FROM sales GROUP BY () HAVING (SELECT count(*) FROM emp) > 1;

-- Group by a correlated sub-query
SELECT (SELECT count(*) FROM emp o WHERE o.dept = e.dept) AS c, count(*) AS n FROM emp e GROUP BY c HAVING c > 10;

-- HAVING takes an alias for the aggregate though a column has its name
SELECT dept, sum(salary) AS salary FROM emp GROUP BY dept HAVING salary > 50000 AND min(salary) < 3500;

-- Constants aggregated in an order
SELECT string_agg('x', ',' ORDER BY id) AS s, first(1 ORDER BY id, name DESC) AS f FROM emp;

-- A constant aggregated in an order, in a sub-query
SELECT store_id, (SELECT last(DATE '2024-01-01' ORDER BY e.salary, e.id) FROM emp e) AS l FROM stores;

-- JSON of all rows
SELECT json_array_length(json_group_array(id)) AS n, json_group_object(id, 1) IS NULL AS o, json_group_structure(id) AS s FROM emp;

-- JSON of each group
SELECT dept, json_array_length(json_group_array(id)) AS n FROM emp GROUP BY dept;

-- count_if of no rows, of NULLs and of filtered rows
SELECT count_if(id > 5) AS a, count_if(NULL) AS b, countif(id > 5) FILTER (WHERE id < 0) AS c, count_if(id > 5) FILTER (WHERE id < 10) AS d FROM emp;

-- count_if of an empty table
SELECT count_if(id > 5) AS a, countif(id > 5) AS b FROM emp WHERE id < 0;

-- count_if of groups, of which a task has rows that do not count
SELECT dept, count_if(id > 5) FILTER (WHERE id % 7 = 0) AS c FROM emp GROUP BY dept;

-- all that is computed in two phases, of no rows
SELECT regr_count(salary, id) AS r, sum(id) AS s, avg(id) AS a, min(id) AS m, max(id) AS x, bool_and(id > 1) AS ba, bool_or(id > 1) AS bo, bit_and(id) AS i, bit_or(id) AS o, bit_xor(id) AS e, any_value(id) AS v, count(id) AS c, count(*) AS n FROM emp WHERE id < 0;

-- all that is computed in two phases, of rows that a filter leaves out
SELECT dept, regr_count(salary, id) FILTER (WHERE id = 1) AS r, sum(id) FILTER (WHERE id = 1) AS s, avg(id) FILTER (WHERE id = 1) AS a, min(id) FILTER (WHERE id = 1) AS m, bool_and(id > 1) FILTER (WHERE id = 1) AS ba, bit_and(id) FILTER (WHERE id = 1) AS i, bit_or(id) FILTER (WHERE id = 1) AS o, bit_xor(id) FILTER (WHERE id = 1) AS e, any_value(id) FILTER (WHERE id = 1) AS v, count(id) FILTER (WHERE id = 1) AS c, count(*) FILTER (WHERE id = 1) AS n FROM emp GROUP BY dept;

-- GROUPING of all keys
SELECT dept, manager_id, GROUPING(), GROUPING_ID(), GROUPING(dept), count(*) FROM emp GROUP BY ROLLUP (dept, manager_id);

-- an aggregate's alias in GROUP BY ALL
SELECT id % 2 AS g, sum(id) AS n, n + 1 AS r, r * 2 AS q FROM emp GROUP BY ALL;

-- names of filtered aggregates
SELECT count(*) FILTER (WHERE id > 1), count(*) FILTER (id > 1), sum(id) FILTER (WHERE id > 1), count() FROM emp;

-- names of windows' aggregates
SELECT count(*) OVER (), count(*) FILTER (WHERE id > 1) OVER (PARTITION BY dept) FROM emp;

-- unnest over groups
SELECT dept, unnest([dept, 'x']) AS u, unnest(list(id ORDER BY id)) AS i, count(*) AS n FROM emp GROUP BY dept;

-- constants among the terms of an aggregate's order
SELECT list(DISTINCT id ORDER BY 1, id DESC) AS a, list(DISTINCT id ORDER BY id, 2) AS b, list_sort(list(DISTINCT dept ORDER BY 1)) AS c, string_agg(DISTINCT 'x', ',' ORDER BY 1) AS d, mode() WITHIN GROUP (ORDER BY 1) AS e FROM emp;

-- row_number, rank, dense_rank
SELECT id, dept, row_number() OVER (PARTITION BY dept ORDER BY salary DESC, id) AS rn, rank() OVER (PARTITION BY dept ORDER BY salary DESC) AS r, dense_rank() OVER (ORDER BY salary) AS d FROM emp;

-- percent_rank, cume_dist, ntile
SELECT id, percent_rank() OVER (ORDER BY salary) AS p, cume_dist() OVER (ORDER BY salary) AS c, ntile(7) OVER (ORDER BY salary, id) AS n FROM emp;

-- A window without ORDER BY
SELECT id, store_id, count(*) OVER (PARTITION BY store_id) AS n, max(price) OVER () AS m FROM sales WHERE id < 3000;

-- A running sum with peers
SELECT event_id, sum(value) OVER (PARTITION BY user_id ORDER BY seen) AS s, count(*) OVER (PARTITION BY user_id ORDER BY seen, event_id) AS n FROM events;

-- A running sum over all rows
SELECT event_id, sum(value) OVER (ORDER BY event_id) AS s FROM events;

-- ROWS frames
SELECT event_id, sum(value) OVER (PARTITION BY user_id ORDER BY event_id ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS a, avg(value) OVER (PARTITION BY user_id ORDER BY event_id ROWS BETWEEN 1 FOLLOWING AND 3 FOLLOWING) AS b, min(value) OVER (PARTITION BY user_id ORDER BY event_id ROWS UNBOUNDED PRECEDING) AS c FROM events;

-- RANGE frames over numbers
SELECT id, sum(salary) OVER (ORDER BY salary RANGE BETWEEN 500 PRECEDING AND 500 FOLLOWING) AS s FROM emp;

-- RANGE frames over intervals
SELECT id, count(*) OVER (ORDER BY hired RANGE BETWEEN INTERVAL 90 DAY PRECEDING AND CURRENT ROW) AS n FROM emp;

-- RANGE frames over timestamps with a time zone
SELECT event_id, sum(value) OVER (PARTITION BY kind ORDER BY seen RANGE BETWEEN INTERVAL 1 HOUR PRECEDING AND INTERVAL 30 MINUTE FOLLOWING) AS s FROM events;

-- GROUPS frames
SELECT event_id, sum(value) OVER (ORDER BY seen GROUPS BETWEEN 1 PRECEDING AND 1 FOLLOWING) AS s FROM events WHERE event_id < 400;

-- EXCLUDE CURRENT ROW, GROUP, TIES
SELECT event_id, sum(value) OVER (ORDER BY seen ROWS BETWEEN 3 PRECEDING AND 3 FOLLOWING EXCLUDE CURRENT ROW) AS a, count(*) OVER (ORDER BY seen RANGE UNBOUNDED PRECEDING EXCLUDE GROUP) AS b, count(*) OVER (ORDER BY seen RANGE UNBOUNDED PRECEDING EXCLUDE TIES) AS c FROM (SELECT * FROM events WHERE event_id % 4 = 0) AS e;

-- EXCLUDE TIES with equal rows
SELECT DISTINCT seen, count(*) OVER (ORDER BY seen GROUPS BETWEEN 2 PRECEDING AND CURRENT ROW EXCLUDE TIES) AS n FROM events WHERE event_id < 100;

-- lag and lead with offset and default
SELECT event_id, lag(value) OVER (PARTITION BY user_id ORDER BY event_id) AS a, lead(value, 2, -999) OVER (PARTITION BY user_id ORDER BY event_id) AS b FROM events;

-- first_value, last_value, nth_value
SELECT id, first_value(name) OVER w AS f, last_value(name) OVER w AS l, nth_value(name, 2) OVER w AS n FROM emp WINDOW w AS (PARTITION BY dept ORDER BY hired, id ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING);

-- IGNORE NULLS
SELECT event_id, last_value(value IGNORE NULLS) OVER (PARTITION BY user_id ORDER BY event_id) AS a, lag(value IGNORE NULLS) OVER (PARTITION BY user_id ORDER BY event_id) AS b, first_value(value IGNORE NULLS) OVER (PARTITION BY kind ORDER BY event_id DESC) AS c FROM events;

-- Named windows, one built on another
SELECT id, sum(salary) OVER w AS a, sum(salary) OVER (w ORDER BY hired, id) AS b FROM emp WINDOW w AS (PARTITION BY dept);

-- Two windows on different keys
SELECT id, rank() OVER (PARTITION BY dept ORDER BY salary, id) AS a, rank() OVER (PARTITION BY manager_id ORDER BY hired, id) AS b FROM emp;

-- A window over an aggregate
SELECT store_id, sum(qty) AS q, rank() OVER (ORDER BY sum(qty) DESC, store_id) AS r, sum(sum(qty)) OVER () AS total FROM sales GROUP BY store_id;

-- A share of a group's total
SELECT dept, name, round(salary / sum(salary) OVER (PARTITION BY dept), 6) AS share FROM emp;

-- FILTER in a window
SELECT event_id, count(*) FILTER (WHERE kind = 'buy') OVER (PARTITION BY user_id ORDER BY event_id) AS buys FROM events;

-- DISTINCT in a window
SELECT event_id, count(DISTINCT kind) OVER (PARTITION BY user_id) AS kinds FROM events;

-- ORDER BY inside a windowed aggregate
SELECT id, list(name ORDER BY salary, id) OVER (PARTITION BY dept) AS l FROM emp;

-- string_agg as a window
SELECT id, string_agg(name, '>') OVER (PARTITION BY dept ORDER BY id ROWS 2 PRECEDING) AS trail FROM emp;

-- QUALIFY
SELECT store_id, id, price FROM sales QUALIFY row_number() OVER (PARTITION BY store_id ORDER BY price DESC NULLS LAST, id) <= 2;

-- QUALIFY by an alias, with WHERE, GROUP BY and HAVING
SELECT store_id, product, sum(qty) AS q, rank() OVER (PARTITION BY store_id ORDER BY sum(qty) DESC, product) AS r FROM sales WHERE qty IS NOT NULL GROUP BY store_id, product HAVING count(*) > 20 QUALIFY r = 1;

-- Top one per key through a sub-query
SELECT * EXCLUDE (rn) FROM (SELECT id, customer_id, price, row_number() OVER (PARTITION BY customer_id ORDER BY price DESC, id) AS rn FROM sales WHERE customer_id < 30 AND price IS NOT NULL) AS t WHERE rn = 1;

-- A window over a skewed key
SELECT k, v, count(*) OVER (PARTITION BY k) AS n FROM skewed WHERE v < 40;

-- A window over an empty table
SELECT id, sum(qty) OVER (PARTITION BY store_id ORDER BY id) AS s FROM nothing;

-- NULLS FIRST and LAST in a window's order
SELECT id, row_number() OVER (ORDER BY bonus NULLS FIRST, id) AS a, row_number() OVER (ORDER BY bonus DESC NULLS LAST, id) AS b FROM emp;

-- median and quantiles as windows
SELECT id, median(salary) OVER (PARTITION BY dept) AS m, quantile_cont(salary, 0.9) OVER (PARTITION BY dept ORDER BY hired, id ROWS 5 PRECEDING) AS q FROM emp;

-- arg_max as a window
SELECT id, arg_max(name, salary * 1000 + id) OVER (PARTITION BY dept) AS best FROM emp;

-- A window in ORDER BY
SELECT id, salary FROM emp WHERE dept = 'dev' ORDER BY rank() OVER (ORDER BY salary DESC), id;

-- A window over a window
SELECT id, max(r) OVER (PARTITION BY dept) AS m FROM (SELECT id, dept, rank() OVER (ORDER BY salary, id) AS r FROM emp) AS t;

-- fill and difference of neighbours
SELECT event_id, value - lag(value, 1, 0) OVER (ORDER BY event_id) AS delta FROM events WHERE value IS NOT NULL;

-- an order inside a ranking function
SELECT id, rank(ORDER BY salary) OVER (ORDER BY id) AS r, row_number(ORDER BY salary, id) OVER (PARTITION BY dept) AS n FROM emp;

-- Windows beside unnest are over the rows before it
SELECT id, unnest([1, 2]) AS u, count(*) OVER (PARTITION BY dept) AS n, row_number() OVER (ORDER BY id) AS r FROM emp;

-- QUALIFY beside unnest
SELECT id, unnest(tags) AS tag FROM sales WHERE id < 300 QUALIFY row_number() OVER (PARTITION BY store_id ORDER BY id) <= 3;

-- Several lists, a window in ORDER BY, and QUALIFY with a sub-query
SELECT id, unnest([1, 2]) AS u, unnest(['a', 'b', 'c']) AS t FROM emp QUALIFY rank() OVER (ORDER BY id) > (SELECT min(id) FROM emp) + 2 ORDER BY sum(id) OVER (PARTITION BY dept), id, u, t;

-- unnest of a window's list
SELECT id, unnest(list(id) OVER (PARTITION BY dept ORDER BY id)) AS before FROM emp WHERE id < 25;

-- Windows over groups, and unnest of a group's list
SELECT dept, unnest(list(id ORDER BY id)) AS id, rank() OVER (ORDER BY dept) AS r FROM emp GROUP BY dept QUALIFY rank() OVER (ORDER BY dept) <= 2;

-- DISTINCT ON what is unnested, with a window
SELECT DISTINCT ON (u) unnest([1, 2]) AS u, id, row_number() OVER (ORDER BY id) AS r FROM emp ORDER BY u, id DESC;

-- A window of a struct's field beside its columns
SELECT unnest(attrs), max(attrs.size) OVER (PARTITION BY store_id) AS m FROM sales WHERE id < 60 QUALIFY count(*) OVER (PARTITION BY store_id) > 2;

-- Order by two keys
SELECT id, product, price FROM sales WHERE id < 500 ORDER BY product, id;

-- Nulls are last by default, descending too
SELECT id, qty FROM sales WHERE id < 500 ORDER BY qty DESC, id;

-- NULLS FIRST and NULLS LAST
SELECT id, qty, store_id FROM sales WHERE id < 1000 ORDER BY store_id NULLS FIRST, qty DESC NULLS LAST, id;

-- Order by an ordinal
SELECT store_id, sum(qty) AS q FROM sales GROUP BY store_id ORDER BY 2 DESC, 1;

-- Order by an alias
SELECT id, salary * 12 AS yearly FROM emp ORDER BY yearly DESC, id;

-- Order by an expression of an alias and of a hidden column
SELECT name, salary FROM emp ORDER BY salary % 1000, hired DESC, id;

-- ORDER BY ALL
SELECT store_id, flag, count(*) AS n FROM sales GROUP BY ALL ORDER BY ALL;

-- ORDER BY ALL DESC
SELECT a, b FROM dup_a ORDER BY ALL DESC NULLS LAST;

-- Top ten
SELECT id, price FROM sales ORDER BY price DESC NULLS LAST, id LIMIT 10;

-- LIMIT and OFFSET
SELECT id, price FROM sales ORDER BY price, id LIMIT 20 OFFSET 100;

-- OFFSET without LIMIT
SELECT id FROM emp ORDER BY id OFFSET 55;

-- LIMIT 0
SELECT id, product FROM sales ORDER BY id LIMIT 0;

-- A limit beyond the end, an offset beyond it
SELECT id FROM emp ORDER BY id LIMIT 100 OFFSET 58;

-- A limit without order gives as many rows
SELECT count(*) AS n FROM (SELECT id FROM sales LIMIT 777) AS t;

-- FETCH FIRST
SELECT id FROM emp ORDER BY salary, id FETCH FIRST 5 ROWS ONLY;

-- A limit that is an expression
SELECT id FROM emp ORDER BY id LIMIT 2 + 3;

-- The whole table in order
SELECT id, store_id FROM sales ORDER BY id DESC;

-- Order by text with letters from elsewhere
SELECT DISTINCT product FROM sales ORDER BY product;

-- Order by text without case
SELECT DISTINCT product FROM sales ORDER BY lower(product) NULLS FIRST;

-- Order by a float with NaN and infinities
SELECT id, d FROM types ORDER BY d, id;

-- Order by a list, a struct, a date, a timestamp, a decimal
SELECT id, nested FROM types ORDER BY nested DESC, dt, tz, dec38, id;

-- Order by an aggregate that is not shown
SELECT store_id FROM sales GROUP BY store_id ORDER BY max(price) - min(price), store_id;

-- Order by CASE
SELECT name, dept FROM emp ORDER BY CASE dept WHEN 'law' THEN 1 WHEN 'dev' THEN 2 ELSE 3 END, name;

-- Order of a join's rows
SELECT s.id, t.name FROM sales s JOIN stores t USING (store_id) WHERE t.region = 'west' ORDER BY t.name DESC, s.id;

-- Order under another order is not kept
SELECT id FROM (SELECT id FROM emp ORDER BY salary DESC, id LIMIT 12) AS t ORDER BY id;

-- DISTINCT and ORDER BY and LIMIT
SELECT DISTINCT dept, salary FROM emp ORDER BY salary DESC, dept NULLS LAST LIMIT 9;

-- Many rows in order by a skewed key
SELECT k, v FROM skewed ORDER BY k NULLS FIRST, v;

-- All columns of a Parquet table with lists, structs and maps
SELECT * FROM sales WHERE id BETWEEN 90 AND 130;

-- All columns of every type
SELECT * FROM types;

-- All columns of a JSON-lines table
SELECT * FROM customers;

-- All columns of a CSV table
SELECT * FROM rates;

-- Expressions with names, without FROM
SELECT 1 AS one, 'two' AS two, NULL AS three, 4.5 AS four, true AS five;

-- A name that needs quotes, and one in upper case
SELECT qty AS "Anzahl Stück", price AS "PRICE" FROM sales WHERE id < 40;

-- Names of expressions that have none
SELECT store_id, qty + 1, count(*), sum(qty), max(price) FROM sales GROUP BY store_id, qty + 1;

-- Two columns of one name
SELECT s.store_id, t.store_id FROM sales s JOIN stores t ON s.store_id = t.store_id WHERE s.id < 100;

-- Three-valued logic in WHERE
SELECT id, flag, qty FROM sales WHERE NOT (flag AND qty > 5) OR qty IS NULL AND id < 500;

-- Filters that row-group statistics can answer
SELECT id, product FROM sales WHERE id >= 19990 OR id IN (3, 4, 5);

-- A filter that matches nothing
SELECT id, product FROM sales WHERE id < 0;

-- A constant filter
SELECT count(*) AS n FROM sales WHERE 1 = 0;

-- BETWEEN, IN and NOT IN with a null in the list
SELECT id FROM sales WHERE qty BETWEEN 3 AND 5 AND store_id IN (1, 2, NULL) AND product NOT IN ('fig', 'date');

-- NOT IN a list with a null keeps nothing
SELECT count(*) AS n FROM sales WHERE qty NOT IN (1, NULL);

-- IS DISTINCT FROM
SELECT count(*) AS n FROM sales WHERE qty IS DISTINCT FROM 3 AND flag IS NOT DISTINCT FROM NULL;

-- IS TRUE, IS NOT FALSE, IS UNKNOWN
SELECT count(*) FILTER (WHERE flag IS TRUE) AS t, count(*) FILTER (WHERE flag IS NOT FALSE) AS nf, count(*) FILTER (WHERE flag IS NULL) AS u FROM sales;

-- CASE with and without an operand, and none that fits
SELECT id, CASE qty WHEN 1 THEN 'one' WHEN 2 THEN 'two' END AS a, CASE WHEN qty < 0 THEN 'neg' WHEN qty = 0 THEN 'zero' ELSE 'pos' END AS b FROM sales WHERE id < 300;

-- COALESCE, NULLIF, IFNULL, GREATEST, LEAST
SELECT id, coalesce(qty, store_id, -1) AS a, nullif(qty, 3) AS b, ifnull(product, '?') AS c, greatest(qty, store_id, 4) AS d, least(qty, NULL, store_id) AS e FROM sales WHERE id < 500;

-- IF and IIF-like functions
SELECT id, if(qty > 5, 'many', 'few') AS a FROM sales WHERE id < 200;

-- SELECT DISTINCT of one column
SELECT DISTINCT product FROM sales;

-- SELECT DISTINCT of several with nulls
SELECT DISTINCT store_id, flag FROM sales;

-- SELECT DISTINCT of a list and a struct
SELECT DISTINCT tags, attrs FROM sales;

-- SELECT DISTINCT ON an expression, by order
SELECT DISTINCT ON (store_id) store_id, id, price FROM sales ORDER BY store_id, price DESC NULLS LAST, id;

-- Star with EXCLUDE
SELECT * EXCLUDE (tags, attrs, props) FROM sales WHERE id < 100;

-- Star with REPLACE
SELECT * REPLACE (upper(product) AS product, qty * 2 AS qty) FROM sales WHERE id < 100;

-- Star of one table with EXCLUDE and REPLACE, and more columns
SELECT s.* EXCLUDE (tags, attrs, props) REPLACE (coalesce(qty, 0) AS qty), t.name FROM sales s JOIN stores t USING (store_id) WHERE id < 300;

-- A table's alias with column names
SELECT x, y FROM (SELECT a, b FROM dup_a) AS t(x, y) WHERE x > 1;

-- VALUES as a table
SELECT v.n, v.word FROM (VALUES (1, 'one'), (2, 'two'), (3, NULL)) AS v(n, word);

-- VALUES as a statement
VALUES (1, 'a'), (2, NULL), (NULL, 'c');

-- VALUES that need a common type
SELECT * FROM (VALUES (1, 1.5), (2.25, 3), (NULL, 4)) AS v(a, b);

-- VALUES joined with a table
SELECT v.label, count(*) AS n FROM sales s JOIN (VALUES (1, 'main'), (2, 'second')) AS v(k, label) ON s.store_id = v.k GROUP BY v.label;

-- A range of numbers as a table
SELECT i, i * i AS square FROM range(5, 12) AS r(i);

-- Comments, odd spacing and letter case
select /* inline */ ID as Id -- to the end of the line
  , Qty FROM SALES where iD<20;

-- Quoted identifiers in another letter case
SELECT "ID", "Qty" FROM "sales" WHERE "Id" < 20;

-- A sub-query in FROM with its own order and limit
SELECT product, price FROM (SELECT product, price, id FROM sales WHERE price IS NOT NULL ORDER BY price DESC, id LIMIT 10) AS t WHERE product <> 'fig';

-- A nest of sub-queries
SELECT k, n FROM (SELECT k, count(*) AS n FROM (SELECT store_id % 3 AS k FROM (SELECT * FROM sales WHERE qty > 0) AS a) AS b GROUP BY k) AS c WHERE n > 10;

-- Integer and decimal literals of several sizes
SELECT 127 AS a, 2147483647 AS b, 2147483648 AS c, 9223372036854775807 AS d, 9223372036854775808 AS e, 1.50 AS f, 1e3 AS g, -0.001 AS h;

-- String literals with quotes, backslashes and letters from elsewhere
SELECT 'it''s' AS a, 'back\slash' AS b, 'naïve 鳥 🐦' AS c, '' AS d, 'a;b' AS e, '--no comment' AS f;

-- Star with RENAME
SELECT * RENAME (name AS who, salary AS pay) FROM emp WHERE id < 4;

-- Star with EXCLUDE and RENAME
SELECT * EXCLUDE (region) RENAME (store_id AS shop) FROM stores;

-- FETCH FIRST with an offset
SELECT id FROM emp ORDER BY id OFFSET 3 ROWS FETCH FIRST 2 ROWS ONLY;

-- A named WINDOW clause after HAVING
SELECT region, count(*) AS n, rank() OVER w AS r FROM stores GROUP BY region HAVING count(*) > 0 WINDOW w AS (ORDER BY count(*) DESC, region);

-- Comparisons with NULL are NULL
SELECT store_id FROM stores WHERE NOT (store_id = NULL) OR NULL < 1 OR store_id BETWEEN 1 AND NULL::INTEGER OR store_id IN (NULL) OR store_id = 3;

-- IS DISTINCT FROM a typed NULL
SELECT id, dept IS NOT DISTINCT FROM NULL::VARCHAR AS a, NULL::INTEGER IS DISTINCT FROM id AS b FROM emp WHERE dept IS NOT DISTINCT FROM NULL::VARCHAR;

-- HAVING with a comparison of NULL
SELECT 1 AS one FROM emp HAVING NULL < 1;

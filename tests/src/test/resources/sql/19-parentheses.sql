-- ORDER BY after that of parentheses
(SELECT id, qty FROM sales WHERE id < 40 ORDER BY id) ORDER BY qty, id DESC;

-- ORDER BY after a LIMIT in parentheses
(SELECT id, qty FROM sales ORDER BY id LIMIT 20) ORDER BY qty, id DESC;

-- LIMIT after a smaller LIMIT in parentheses
(SELECT id FROM sales ORDER BY id LIMIT 3) LIMIT 10;

-- LIMIT after a larger LIMIT in parentheses
((SELECT id FROM sales ORDER BY id LIMIT 10) ORDER BY id DESC LIMIT 5) ORDER BY 1 LIMIT 2;

-- OFFSET after an OFFSET
(SELECT id FROM sales ORDER BY id LIMIT 10 OFFSET 5) ORDER BY id OFFSET 3;

-- DISTINCT ON in parentheses, and another order after it
(SELECT DISTINCT ON (store_id) store_id, 1.5 AS c, id FROM sales ORDER BY store_id, id DESC) ORDER BY c, id;

-- DISTINCT in parentheses
(SELECT DISTINCT qty FROM sales ORDER BY qty LIMIT 5) ORDER BY qty DESC;

-- a set operation in parentheses
((SELECT id FROM emp UNION SELECT id FROM sales ORDER BY id LIMIT 7) ORDER BY id DESC LIMIT 4) ORDER BY 1;

-- in a sub-query and a CTE
WITH c AS ((SELECT id, qty FROM sales ORDER BY id LIMIT 9) ORDER BY qty, id LIMIT 4) SELECT * FROM c WHERE id IN ((SELECT id FROM sales ORDER BY id LIMIT 8) ORDER BY id DESC LIMIT 7) ORDER BY id;

-- after grouping and windows
(SELECT store_id, sum(qty) AS n, rank() OVER (ORDER BY sum(qty) DESC, store_id) AS r FROM sales GROUP BY store_id ORDER BY n DESC, store_id LIMIT 3) ORDER BY store_id;

-- Length, case, trim, pad
SELECT product, length(product) AS a, upper(product) AS b, lower(product) AS c, trim('  x ' || product || ' ') AS d, ltrim(product, 'a') AS e, rtrim(product, 'e') AS f, lpad(product, 8, '*') AS g, rpad(product, 4, '-') AS h FROM (SELECT DISTINCT product FROM sales) AS t;

-- Substrings
SELECT product, substring(product, 2, 3) AS a, substr(product, -2) AS b, left(product, 2) AS c, right(product, 3) AS d, substring(product FROM 2 FOR 2) AS e, product[1] AS f, product[2:4] AS g FROM (SELECT DISTINCT product FROM sales) AS t;

-- Search and replace
SELECT product, position('a' IN product) AS a, strpos(product, 'r') AS b, instr(product, 'e') AS c, replace(product, 'a', '[A]') AS d, translate(product, 'ae', '43') AS e, contains(product, 'an') AS f, starts_with(product, 'c') AS g, ends_with(product, 'e') AS h FROM (SELECT DISTINCT product FROM sales) AS t;

-- Concatenation with nulls
SELECT id, product || '!' AS a, concat(product, NULL, qty) AS b, concat_ws('-', product, NULL, qty, 'z') AS c FROM sales WHERE id < 100;

-- Splitting
SELECT id, split_part(name, '0', 2) AS a, string_split(name, '0') AS b, str_split_regex(name, '[0-9]') AS c FROM emp;

-- LIKE with escapes, NOT LIKE
SELECT DISTINCT product FROM sales WHERE product LIKE '%\%\_%' ESCAPE '\' OR product LIKE '_pp%' OR product NOT LIKE '%e%';

-- ILIKE and NOT ILIKE
SELECT product, count(*) AS n FROM sales WHERE product ILIKE '%A%' AND product NOT ILIKE 'b%' GROUP BY product;

-- SIMILAR TO
SELECT DISTINCT product FROM sales WHERE product SIMILAR TO '[a-d].*e?';

-- GLOB
SELECT DISTINCT product FROM sales WHERE product GLOB '[A-E]*' OR product GLOB '*g';

-- Operators ~~, ~~*, !~~
SELECT DISTINCT product, product ~~ 'c%' AS a, product ~~* 'B%' AS b, product !~~ '%e' AS c FROM sales;

-- Regular expressions
SELECT product, regexp_matches(product, '^[a-c]') AS a, regexp_replace(product, '[aeiou]', '_', 'g') AS b, regexp_extract(product, '([a-z])([a-z])', 2) AS c, regexp_extract_all(product, '[a-e]') AS d, regexp_full_match(product, '[a-z]+') AS e, product ~ '.*a.*' AS f FROM (SELECT DISTINCT product FROM sales) AS t;

-- Unicode
SELECT product, length(product) AS a, strlen(product) AS b, reverse(product) AS c, unicode(product) AS d, ascii(product) AS e, strip_accents(product) AS f, nfc_normalize(product) AS g FROM (SELECT DISTINCT product FROM sales) AS t;

-- Hashes and encodings
SELECT name, md5(name) AS a, sha256(name) AS b, base64(encode(name)) AS c, hex(name) AS d, to_base(id, 16) AS e, bin(id) AS f FROM emp WHERE id < 10;

-- Formatting
SELECT id, printf('%05d %s %.2f', id, name, bonus) AS a, format('{}: {:.1f}', name, bonus) AS b, format('{:>8}|{:<6}|', name, dept) AS c FROM emp WHERE bonus IS NOT NULL AND dept IS NOT NULL;

-- Distances between words
SELECT product, levenshtein(product, 'grape') AS a, jaccard(product || 'x', 'fig') AS b, jaro_winkler_similarity(product, 'cherry') AS c, hamming(rpad(product, 4, '.'), 'date') AS d FROM (SELECT DISTINCT product FROM sales WHERE product NOT IN ('', 'café')) AS t;

-- Repeat, chr, initial bytes
SELECT id, repeat(dept, 2) AS a, chr(64 + id % 26) AS b, repeat('ab', id % 3) AS c FROM emp;

-- Comparison of text is by bytes
SELECT DISTINCT product, product < 'b' AS a, product >= 'E' AS b FROM sales;

-- Blobs
SELECT id, octet_length(bin) AS a, bin || '\x00\xFF'::BLOB AS b, decode(bin) AS c, bin = 'b7'::BLOB AS d, hex(bin) AS e FROM types;

-- Parsing paths and URLs
SELECT parse_filename('/a/b/c.csv') AS a, parse_dirname('/a/b/c.csv') AS b, parse_path('/a/b/c.csv') AS c, url_encode('a b&c') AS d, url_decode('a%20b') AS e;

-- Text aggregated in order and cut
SELECT left(string_agg(product, '' ORDER BY id), 40) AS s FROM sales WHERE store_id = 3;

-- Texts beyond the basic plane are greater than all others
SELECT x FROM (SELECT product || CASE WHEN id % 2 = 0 THEN '｡' ELSE '😀' END AS x FROM sales WHERE id < 50) WHERE x >= 'apple｡' AND x <= 'apple😀' OR x IN ('fig😀', 'fig｡');

-- Brackets that templates could take for their own
SELECT {'⟨0⟩': id} AS s, '⟨0⟩' || id AS t, string_agg(name, '⟨1⟩') OVER () AS u FROM emp WHERE id = 1;

-- Line ends and NUL in texts and names
SELECT "a
b", count(*) AS n, max(x) AS m, e'first\nsecond' AS t FROM (SELECT dept || 'x
y' AS x, e'\r\n' || chr(0) AS "a
b" FROM emp WHERE dept <> '
' OR dept || chr(0) = 'ops' || chr(0)) AS t GROUP BY ALL;

-- LIKE with a pattern that is NULL, a column, or a choice
SELECT id, product LIKE NULL AS a, product NOT LIKE CASE WHEN flag THEN '%a%' END AS b, 'a' LIKE product AS c FROM sales WHERE id < 60;

-- LIKE of what is made of its own pattern
SELECT id FROM (SELECT id, CASE WHEN flag THEN product END AS p FROM sales WHERE id < 500) AS t WHERE regexp_extract(p, '([a-z]+)', 1) LIKE p;

-- A condition on a LIKE that is NULL
SELECT id FROM sales WHERE id < 300 AND (product LIKE CASE WHEN flag THEN 'a%' END) IS NULL;

-- Backslashes in patterns are no escapes
SELECT id, product || '\' LIKE '%\%' AS a, product || '\%' LIKE '%\%%' AS b, product LIKE '%%' AS c, product LIKE '%_%_%' AS d FROM sales WHERE id < 40 AND product || '\x' LIKE '%\%';

-- LIKE on the side of an outer join that may be missing
SELECT e.id, s.product FROM emp e LEFT JOIN sales s ON e.id = s.id AND s.id < 20 WHERE s.product NOT LIKE '%e%' OR s.product LIKE '100\%%';

-- List literals, elements and slices
SELECT [1, 2, 3] AS a, [1, 2, 3][2] AS b, [1, 2, 3][-1] AS c, [1, 2, 3, 4][2:3] AS d, [1, 2, 3, 4][2:] AS e, [1, 2, 3][7] AS f, [] AS g, [NULL, 1] AS h, [[1], [2, 3]] AS i, list_value('a', 'b') AS j;

-- Elements and slices of a column
SELECT id, tags[1] AS a, tags[-1] AS b, tags[2:3] AS c, len(tags) AS d, array_length(tags) AS e FROM sales WHERE id < 60;

-- Searching lists
SELECT id, list_contains(tags, 'sale') AS a, list_position(tags, 'gift') AS b, list_has_any(tags, ['new', 'last']) AS c, list_has_all(tags, ['sale', 'gift']) AS d, 'new' IN tags AS e FROM sales WHERE id < 60;

-- Changing lists
SELECT id, list_concat(tags, ['end']) AS a, tags || ['x'] AS b, list_append(tags, 'z') AS c, list_prepend('p', tags) AS d, list_reverse(tags) AS e, list_sort(tags) AS f, list_reverse_sort(tags) AS g, list_distinct(scores) AS h FROM (SELECT s.id, s.tags, c.scores FROM sales s JOIN customers c USING (customer_id)) AS t WHERE id < 60 AND len(list_distinct(scores)) < 2;

-- Aggregates of lists
SELECT customer_id, list_sum(scores) AS a, list_avg(scores) AS b, list_min(scores) AS c, list_max(scores) AS d, list_count(scores) AS e, list_unique(scores) AS f, list_aggregate(scores, 'string_agg', '-') AS g FROM customers;

-- Lambdas: transform, filter, reduce
SELECT customer_id, list_transform(scores, lambda x: x * 10 + customer_id) AS a, list_filter(scores, lambda x: x > 1) AS b, list_reduce(scores, lambda x, y: x + y) AS c, list_transform(scores, lambda x, i: x * i) AS d FROM customers;

-- List comprehensions
SELECT customer_id, [x + 1 FOR x IN scores IF x > 0] AS a FROM customers WHERE customer_id < 50;

-- Lambdas over structs and nested lambdas
SELECT id, list_transform(nested, lambda e: e.k) AS a, list_transform([[1, 2], [3]], lambda l: list_sum(list_transform(l, lambda x: x * id))) AS b FROM types;

-- UNNEST in FROM
SELECT s.id, u.tag FROM sales s, UNNEST(s.tags) AS u(tag) WHERE s.id < 100;

-- UNNEST in SELECT
SELECT id, unnest(tags) AS tag FROM sales WHERE id < 100;

-- UNNEST of a literal
SELECT unnest([3, 1, 2]) AS x;

-- UNNEST, grouped
SELECT tag, count(*) AS n FROM (SELECT unnest(tags) AS tag FROM sales) AS t GROUP BY tag;

-- UNNEST of structs in a list
SELECT id, unnest(nested) AS e FROM types WHERE id < 12;

-- Range and generate_series as lists
SELECT id, range(id) AS a, generate_series(1, id, 2) AS b FROM emp WHERE id < 6;

-- flatten, zip, unique, slices with steps
SELECT flatten([[1, 2], [], [3]]) AS a, list_zip([1, 2], ['a', 'b']) AS b, [1, 2, 3, 4, 5][1:5:2] AS c, list_resize([1], 3, 0) AS d, list_grade_up([30, 10, 20]) AS e;

-- Dot products and distances
SELECT customer_id, list_dot_product(scores::DOUBLE[], [1.0, 2.0, 3.0]::DOUBLE[]) AS a, list_distance(scores::DOUBLE[], [0.0, 0.0, 0.0]::DOUBLE[]) AS b FROM customers WHERE customer_id < 20;

-- Comparison and sorting of lists
SELECT DISTINCT tags, tags < ['new'] AS a, tags = ['sale', 'gift'] AS b FROM sales;

-- Struct literals and fields
SELECT {'x': 1, 'y': 'two'} AS a, {'x': 1, 'y': 'two'}.y AS b, struct_pack(p := 1, q := [2]) AS c, row(1, 'a') AS d, struct_extract({'k': 5}, 'k') AS e;

-- Struct fields of a column
SELECT id, attrs.color AS a, attrs.size + 1 AS b, attrs['color'] AS c, s.attrs.size AS d FROM sales s WHERE id < 100;

-- A struct's fields in WHERE, GROUP BY and ORDER BY
SELECT attrs.color AS color, count(*) AS n, sum(attrs.size) AS size FROM sales WHERE attrs.size > 1 GROUP BY attrs.color;

-- A struct of a JSON-lines file
SELECT address.city AS city, count(*) AS n, min(address.zip) AS zip FROM customers GROUP BY address.city;

-- Star of a struct
SELECT customer_id, address.* FROM customers WHERE customer_id < 9;

-- unnest of a struct into columns
SELECT id, unnest(attrs) FROM sales WHERE id < 20 AND attrs IS NOT NULL;

-- struct_insert and struct functions
SELECT id, struct_insert(attrs, weight := id) AS a, struct_pack(id := id, attrs := attrs) AS b FROM sales WHERE id BETWEEN 1 AND 30;

-- A struct built from columns, compared and grouped
SELECT {'d': dept, 'm': manager_id % 2} AS k, count(*) AS n FROM emp GROUP BY k;

-- Map literals and functions
SELECT MAP {'a': 1, 'b': 2} AS a, MAP {'a': 1}['a'] AS b, MAP(['x', 'y'], [1, 2]) AS c, map_keys(MAP {'k': 1}) AS d, map_values(MAP {'k': 1}) AS e, cardinality(MAP {'k': 1}) AS f, MAP {'a': 1}['zz'] AS g, map_from_entries([('k', 1)]) AS h, map_contains(MAP {'a': 1}, 'a') AS i;

-- Maps of a column
SELECT id, props['weight'] AS a, map_extract(props, 'grade') AS b, map_keys(props) AS c, map_entries(props) AS d, element_at(props, 'none') AS e FROM sales WHERE id < 60;

-- Aggregates over map values
SELECT props['grade'] AS g, count(*) AS n, sum(props['weight']) AS w FROM sales GROUP BY g;

-- Aggregated structs, lists of structs
SELECT dept, list({'id': id, 'name': name} ORDER BY id) AS people FROM emp GROUP BY dept;

-- Nested lists and structs keep their types through a join
SELECT t.id, t.nested, s.tags FROM types t JOIN sales s ON t.id = s.id;

-- JSON: arrows and paths
SELECT id, js->'n' AS a, js->>'n' AS b, js->'words'->1 AS c, js->>'$.deep.y' AS d, js->'deep'->'x' AS e, json_extract(js, '$.words[0]') AS f, json_extract_string(js, '$.words[1]') AS g FROM types;

-- JSON: types, lengths, keys
SELECT id, json_type(js) AS a, json_array_length(js, '$.words') AS b, json_keys(js) AS c, json_valid('{"a":') AS d, json_contains(js, '"a"') AS e, json_exists(js, '$.deep.x') AS f FROM types;

-- JSON: making it
SELECT id, to_json(attrs) AS a, to_json(tags) AS b, json_object('id', id, 'p', product) AS c, json_array(id, NULL, 'x') AS d, json_merge_patch('{"a":1}', '{"b":2}') AS e FROM sales WHERE id < 40;

-- JSON: casts into types and back
SELECT id, (js->'n')::INTEGER AS a, CAST(js->'words' AS VARCHAR[]) AS b, '[1,2,3]'::JSON::INTEGER[] AS c, json_transform(js, '{"n": "BIGINT", "deep": {"y": "DOUBLE"}}') AS d, from_json('{"k": 1}', '{"k": "INTEGER"}') AS e FROM types;

-- JSON: grouping and aggregating
SELECT (js->>'n')::INTEGER % 3 AS k, count(*) AS n, sum((js->'deep'->>'y')::DOUBLE) AS y FROM types GROUP BY k;

-- JSON: unnest of an array
SELECT id, unnest(js->>'$.words[*]') AS w FROM types WHERE id < 10;

-- JSON by dots
SELECT js.deep.y AS y, js.n AS n, t.js.words AS w FROM types t WHERE id < 4;

-- JSON's null is null in other types
SELECT count(*) AS n FROM (SELECT (CASE WHEN id % 2 = 0 THEN 'null' ELSE '1' END)::JSON AS j FROM emp) WHERE j::INTEGER IS NULL;

-- functions that give several rows
SELECT id, regexp_split_to_table(name, '0') AS part FROM emp;

-- functions that give several rows side by side
SELECT id, generate_subscripts([5, 6, 7], 1) AS s, unlist(['a', 'b']) AS u FROM emp;

-- unnest of a sub-query
SELECT unnest((SELECT list(id ORDER BY id) FROM emp)) AS u, unnest((SELECT [1, 2])) AS v;

-- unnest of a correlated sub-query
SELECT s.store_id, unnest((SELECT list(t.id ORDER BY t.id) FROM sales t WHERE t.store_id = s.store_id AND t.id < 100)) AS u FROM stores s;

-- arrows after a number
SELECT j->1->>'b' AS a, j->0 AS b, j->>0 AS c, j->0->'a'->>0 AS d, j->1->'b'->0 AS e FROM (SELECT '[{"a": [1]}, {"b": [7]}]'::JSON AS j);

-- A parameter of a lambda that is called as a column, a table, a parameter around it
SELECT list_transform([1, 2], lambda id: id + e.id) AS a, list_transform([1], lambda ID: list_transform([id], lambda id: id * 10 + e.id)) AS b, list_reduce([1, 2, 3], lambda dept, id: dept * id + e.id) AS c, [id + e.id FOR id IN [1, 2] IF id < e.id] AS d FROM emp AS e;

-- A parameter of a lambda that is called as a table: its columns come first
SELECT list_transform([{'id': 7}], lambda e: e.id) AS a, list_transform([{'k': 7}], lambda e: e.k) AS b FROM emp AS e;

-- An arrow of JSON within a lambda
SELECT list_transform(['a', 'b'], lambda j: t.j -> j) AS a, list_transform([t.j], lambda x: x -> 'a' ->> 0) AS b FROM (SELECT '{"a": [1], "b": 2}'::JSON AS j) AS t;

-- Makes the example's data, the same on every machine: run by DuckDB through
-- ./mvnw -q -B -pl tests -am test -Dtest=ShopflowDataTest -Dshopflow.regenerate=true
-- ${data} is the folder. The files are part of the repository; the test checks that they hold these rows.

-- 500 customers.
CREATE TABLE customers AS
SELECT
  1000 + i AS customer_id,
  ['Ada', 'Björn', 'Chloé', 'Dmitri', 'Emeka', 'Fatima', 'Goran', 'Hana', 'Inès', 'Jonas'][1 + i * 7 % 10]
    || ' ' || ['Ng', 'Okafor', 'Lindqvist', 'Marín', 'Sato', 'Weiss', 'Rossi'][1 + i * 3 % 7] AS name,
  ['Bergen', 'Lyon', 'Osaka', 'Porto', 'Tampere'][1 + i * 11 % 5] AS city,
  CASE i % 10 WHEN 0 THEN 'gold' WHEN 5 THEN 'gold' WHEN 7 THEN NULL ELSE 'standard' END AS tier
FROM range(500) AS r(i);

-- 10,000 orders.
CREATE TABLE orders AS
SELECT
  i + 1 AS order_id,
  1000 + i * 7919 % 500 AS customer_id,
  TIMESTAMP '2025-01-01 06:00:00' + to_seconds(i * 2617) AS ordered_at,
  ['web', 'shop', 'phone'][1 + i * 5 % 3] AS channel
FROM range(10000) AS r(i);

-- 200,000 items of orders, an order's items in several files; some orders have none. Every ninth was sent back or never sent: its quantity is
-- zero or below.
CREATE TABLE order_items AS
SELECT
  1 + (i * i * 31 + i * 7907) % 9973 * (1 + i % 3) % 9973 AS order_id,
  'sku-' || lpad((i * 31 % 180)::VARCHAR, 3, '0') AS sku,
  CASE WHEN i % 9 = 0 THEN -(i % 4) ELSE 1 + i * 13 % 7 END::INTEGER AS quantity,
  (5 + i * 31 % 180 * 1.25)::DECIMAL(8,2) AS unit_price
FROM range(200000) AS r(i);

COPY (FROM customers ORDER BY customer_id) TO '${data}/customers.jsonl' (FORMAT json);
COPY (FROM orders ORDER BY order_id) TO '${data}/orders.csv' (FORMAT csv, HEADER);
COPY (FROM order_items LIMIT 25000 OFFSET 0) TO '${data}/order_items/items-0.parquet' (FORMAT parquet, COMPRESSION zstd);
COPY (FROM order_items LIMIT 25000 OFFSET 25000) TO '${data}/order_items/items-1.parquet' (FORMAT parquet, COMPRESSION zstd);
COPY (FROM order_items LIMIT 25000 OFFSET 50000) TO '${data}/order_items/items-2.parquet' (FORMAT parquet, COMPRESSION zstd);
COPY (FROM order_items LIMIT 25000 OFFSET 75000) TO '${data}/order_items/items-3.parquet' (FORMAT parquet, COMPRESSION zstd);
COPY (FROM order_items LIMIT 25000 OFFSET 100000) TO '${data}/order_items/items-4.parquet' (FORMAT parquet, COMPRESSION zstd);
COPY (FROM order_items LIMIT 25000 OFFSET 125000) TO '${data}/order_items/items-5.parquet' (FORMAT parquet, COMPRESSION zstd);
COPY (FROM order_items LIMIT 25000 OFFSET 150000) TO '${data}/order_items/items-6.parquet' (FORMAT parquet, COMPRESSION zstd);
COPY (FROM order_items LIMIT 25000 OFFSET 175000) TO '${data}/order_items/items-7.parquet' (FORMAT parquet, COMPRESSION zstd);

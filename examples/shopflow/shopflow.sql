-- ShopFlow's nightly job: what each order is worth, without the items that were sent back.

-- 1. The job. Eight files are eight tasks; their rows meet by order in a shuffle; what comes out is Parquet again.
COPY (
  SELECT order_id, count(*) AS items, sum(quantity)::BIGINT AS quantity, sum(quantity * unit_price) AS total
  FROM 'examples/shopflow/data/order_items/*.parquet'
  WHERE quantity > 0
  GROUP BY order_id
) TO 'examples/shopflow/order_totals' (FORMAT parquet, OVERWRITE);

-- 2. Its result, with a CSV and a JSON-lines table beside it: the five best orders.
SELECT t.order_id, c.name, c.city, o.channel, t.items, t.quantity, t.total
FROM 'examples/shopflow/order_totals/*.parquet' t
JOIN 'examples/shopflow/data/orders.csv' o ON t.order_id = o.order_id
JOIN 'examples/shopflow/data/customers.jsonl' c ON o.customer_id = c.customer_id
ORDER BY t.total DESC, t.order_id
LIMIT 5;

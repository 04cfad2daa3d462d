-- Parts of dates and timestamps
SELECT id, year(sold_on) AS a, month(sold_on) AS b, day(sold_on) AS c, dayofweek(sold_on) AS d, isodow(sold_on) AS e, dayofyear(sold_on) AS f, week(sold_on) AS g, quarter(sold_on) AS h, hour(sold_at) AS i, minute(sold_at) AS j, second(sold_at) AS k FROM sales WHERE id % 40 = 0;

-- EXTRACT of every field
SELECT id, extract(year FROM ts) AS a, extract(month FROM ts) AS b, extract(day FROM ts) AS c, extract(dow FROM ts) AS d, extract(doy FROM ts) AS e, extract(hour FROM ts) AS f, extract(second FROM ts) AS g, extract(millisecond FROM ts) AS h, extract(epoch FROM ts) AS i, extract(century FROM ts) AS j, extract(isoyear FROM ts) AS k FROM types;

-- date_part and datepart by name
SELECT id, date_part('year', dt) AS a, date_part('week', dt) AS b, datepart('month', ts) AS c, date_part(['year', 'month'], dt) AS d FROM types;

-- date_trunc
SELECT date_trunc('month', sold_at) AS m, count(*) AS n, sum(qty) AS q FROM sales GROUP BY m;

-- date_trunc of a date to a week, quarter and year
SELECT DISTINCT date_trunc('week', sold_on) AS a, date_trunc('quarter', sold_on) AS b, date_trunc('year', sold_on) AS c FROM sales;

-- time_bucket
SELECT time_bucket(INTERVAL 15 DAY, sold_on) AS t, count(*) AS n FROM sales GROUP BY t;

-- DATE plus and minus intervals
SELECT id, hired + INTERVAL 1 MONTH AS a, hired - INTERVAL '2' YEAR AS b, hired + INTERVAL '10 days' AS c, hired + 5 AS d, hired - 7 AS e, date_add(hired, INTERVAL 1 DAY) AS f FROM emp;

-- The last days of months
SELECT DATE '2024-01-31' + INTERVAL 1 MONTH AS a, DATE '2024-02-29' + INTERVAL 1 YEAR AS b, last_day(DATE '2023-02-10') AS c, DATE '2024-03-31' - INTERVAL 1 MONTH AS d;

-- Differences of dates and timestamps
SELECT id, DATE '2020-01-01' - hired AS a, date_diff('month', hired, DATE '2020-01-01') AS b, datediff('year', hired, DATE '2020-01-01') AS c, date_sub('month', hired, DATE '2020-01-01') AS d, age(TIMESTAMP '2020-01-01', hired::TIMESTAMP) AS e, TIMESTAMP '2020-01-01' - hired::TIMESTAMP AS f FROM emp;

-- Intervals: literals, parts, products
SELECT INTERVAL '1 year 2 months' AS a, INTERVAL 3 WEEK AS b, INTERVAL 90 MINUTE * 2 AS c, to_days(3) + to_hours(5) AS d, extract(day FROM INTERVAL '45 days') AS e, INTERVAL 1 MONTH > INTERVAL 29 DAY AS f, -INTERVAL 1 DAY AS g;

-- Intervals of a column
SELECT id, iv, iv + INTERVAL 1 DAY AS a, dt + iv AS b, ts - iv AS c FROM types;

-- Greatest and least intervals
SELECT min(iv) AS a, max(iv) AS b, count(DISTINCT iv) AS c FROM types;

-- Formatting and parsing of dates
SELECT id, strftime(hired, '%d.%m.%Y') AS a, strftime(hired, '%A %j') AS b, strptime(strftime(hired, '%Y/%m/%d'), '%Y/%m/%d') AS c, try_strptime('nonsense', '%Y') AS d, monthname(hired) AS e, dayname(hired) AS f FROM emp;

-- Making dates and times
SELECT make_date(2024, 2, id % 28 + 1) AS a, make_time(id % 24, 30, 1.5) AS b, make_timestamp(2024, 1, 1, id % 24, 0, 0.25) AS c, DATE '2024-01-01' + TIME '12:30:00' AS d FROM emp WHERE id < 10;

-- Epochs
SELECT id, epoch(ts) AS a, epoch_ms(ts) AS b, epoch_us(ts) AS c, to_timestamp(id * 1000) AS d, epoch_ms(id::BIGINT * 86400000) AS e FROM types;

-- Comparison of dates with text, timestamps and each other
SELECT count(*) AS n FROM sales WHERE sold_on >= '2024-01-01' AND sold_at < TIMESTAMP '2025-06-01 12:00:00' AND sold_on <> DATE '2024-05-05' AND sold_at > DATE '2024-02-01';

-- Timestamps with a time zone, across a change to summer time
SELECT event_id, seen, seen + INTERVAL 1 DAY AS a, date_trunc('hour', seen) AS b, seen > TIMESTAMPTZ '2024-03-31 01:00:00+00' AS c FROM events WHERE event_id % 50 = 0;

-- AT TIME ZONE both ways
SELECT id, tz AT TIME ZONE 'Europe/Oslo' AS a, ts AT TIME ZONE 'America/Lima' AS b, extract(hour FROM tz AT TIME ZONE 'Asia/Kolkata') AS c FROM types;

-- Grouping by a local day
SELECT (seen AT TIME ZONE 'Europe/Oslo')::DATE AS day, count(*) AS n FROM events GROUP BY day;

-- TIME values
SELECT id, tm, tm + INTERVAL 1 HOUR AS a, hour(tm) AS b, tm > TIME '10:00:00' AS c, dt + tm AS d FROM types;

-- Casting between dates, timestamps and text
SELECT id, ts::DATE AS a, dt::TIMESTAMP AS b, ts::VARCHAR AS c, tz::VARCHAR AS d, ts::TIME AS e, '2024-02-30 10:00'::VARCHAR AS f, CAST('2024-02-29' AS DATE) AS g, tz::DATE AS h FROM types;

-- Series of dates
SELECT d::DATE AS d FROM generate_series(DATE '2024-01-30', DATE '2024-02-03', INTERVAL 1 DAY) AS t(d);

-- Infinity and far dates
SELECT DATE 'infinity' AS a, DATE '0044-03-15 (BC)' AS b, DATE '9999-12-31' AS c, isinf(DATE 'infinity') AS d;

-- A gap between events through a window
SELECT event_id, seen - lag(seen) OVER (PARTITION BY user_id ORDER BY event_id) AS gap FROM events WHERE user_id < 4;

-- min and max of dates by month name
SELECT monthname(sold_on) AS m, min(sold_on) AS a, max(sold_at) AS b FROM sales GROUP BY m;

-- Half-open ranges by OVERLAPS written out
SELECT x.id, y.id AS other FROM emp x JOIN emp y ON x.hired < y.hired + INTERVAL 30 DAY AND y.hired < x.hired + INTERVAL 30 DAY AND x.id < y.id;

-- ago and age are of the statement's moment
SELECT DISTINCT ago(INTERVAL 1 DAY) = now() - INTERVAL 1 DAY AS a, age(DATE '2020-01-01') = age(current_date::TIMESTAMP, TIMESTAMP '2020-01-01') AS b, pg_postmaster_start_time() = now() AS c FROM sales;

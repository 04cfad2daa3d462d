-- A glob of Parquet files
SELECT count(*) AS n, sum(id) AS s FROM '${dir}/sales/*.parquet';

-- One Parquet file by its path
SELECT * FROM '${dir}/stores/part-0.parquet';

-- read_parquet with a list of files
SELECT count(*) AS n FROM read_parquet(['${dir}/sales/part-0.parquet', '${dir}/sales/part-3.parquet']);

-- read_parquet with the file's name as a column
SELECT parse_filename(filename) AS f, count(*) AS n FROM read_parquet('${dir}/sales/*.parquet', filename = true) GROUP BY f;

-- Folders that carry values
SELECT country, year, count(*) AS n, sum(seconds) AS s FROM '${dir}/visits/*/*/*.parquet' GROUP BY country, year;

-- A filter on folders' values
SELECT visit_id, seconds FROM read_parquet('${dir}/visits/*/*/*.parquet', hive_partitioning = true) WHERE country = 'PE' AND year > 2022;

-- Folders below by **
SELECT count(*) AS n, max(visit_id) AS m FROM '${dir}/visits/**/*.parquet' WHERE year = 2021;

-- read_csv with options
SELECT * FROM read_csv('${dir}/rates/*.csv', header = true, delim = ',') WHERE rate > 1.98;

-- read_csv with columns and all text
SELECT currency, max(rate) AS m FROM read_csv('${dir}/rates/part-0.csv', all_varchar = true) GROUP BY currency;

-- read_csv with named columns and types
SELECT c, count(*) AS n, sum(r) AS s FROM read_csv('${dir}/rates/part-1.csv', header = true, columns = {'c': 'VARCHAR', 'd': 'DATE', 'r': 'DECIMAL(8,4)', 'n': 'VARCHAR'}) GROUP BY c;

-- A CSV file by its path
SELECT count(*) AS n, count(rate) AS r, count(note) AS t FROM '${dir}/rates/part-2.csv';

-- A compressed CSV file
SELECT count(*) AS n, sum(seconds) AS s FROM read_csv('${dir}/visits.csv.gz');

-- A CSV file with another delimiter, quote and null
SELECT * FROM read_csv('${dir}/odd.csv', delim = ';', quote = '''', nullstr = 'NA', header = true);

-- read_json
SELECT address.city AS city, count(*) AS n FROM read_json('${dir}/customers/*.jsonl') GROUP BY city;

-- A JSON-lines file by its path
SELECT customer_id, scores FROM '${dir}/customers/part-1.jsonl' WHERE customer_id > 390;

-- read_json with given columns
SELECT sum(customer_id) AS s, max(joined) AS j FROM read_json('${dir}/customers/*.jsonl', format = 'newline_delimited', columns = {customer_id: 'INTEGER', joined: 'DATE'});

-- A JSON array file
SELECT * FROM read_json('${dir}/array.json');

-- Files of the same name in a join
SELECT count(*) AS n FROM '${dir}/dup_a/*.parquet' x JOIN '${dir}/dup_b/*.parquet' y ON x.a = y.a;

-- Files with different columns by name
SELECT * FROM read_parquet(['${dir}/mixed/a.parquet', '${dir}/mixed/b.parquet'], union_by_name = true);

-- Columns that a scan does not need
SELECT count(*) AS n FROM '${dir}/types/*.parquet' WHERE NOT is_null;

-- A pattern with alternatives
SELECT count(*) AS n, sum(id) AS s FROM read_parquet(['${dir}/sales/part-1.parquet', '${dir}/sales/part-[46].parquet']);

-- A pattern with a class of letters
SELECT count(*) AS n FROM '${dir}/sales/part-[0-2].parquet';

-- parquet_scan, read_csv_auto and read_ndjson
SELECT (SELECT count(*) FROM parquet_scan('${dir}/stores/*.parquet')) AS p,
  (SELECT count(*) FROM read_csv_auto('${dir}/rates/*.csv')) AS c, (SELECT count(*) FROM read_ndjson('${dir}/customers/*.jsonl')) AS j;

-- Folders' values with types
SELECT typeof(any_value(year)) AS t, count(*) AS n FROM read_parquet('${dir}/visits/*/*/*.parquet', hive_types = {'year': SMALLINT});

-- Folders' values as text
SELECT DISTINCT typeof(year) AS t FROM read_parquet('${dir}/visits/*/*/*.parquet', hive_types_autocast = false);

-- Folders that do not become columns
SELECT * FROM read_parquet('${dir}/visits/*/*/*.parquet', hive_partitioning = false) WHERE visit_id < 5;

-- Bad lines left out, short ones filled
SELECT * FROM read_csv('${dir}/odd.csv', delim = ';', quote = '''', ignore_errors = true, null_padding = true, header = true);

-- Types of some columns by name
SELECT * FROM read_csv('${dir}/odd.csv', delim = ';', quote = '''', nullstr = 'NA', types = {'id': 'UTINYINT'});

-- The file's name under another name
SELECT parse_filename(origin) AS f, count(*) AS n FROM read_json('${dir}/customers/*.jsonl', filename = 'origin') GROUP BY f;

-- CSV files with different columns and delimiters by name
SELECT *, parse_filename(filename) AS f FROM read_csv('${dir}/mixed/*.csv', union_by_name = true, filename = true);

-- A column that only some CSV files have
SELECT note, count(*) AS n, count(amount) AS c, sum(amount) AS s FROM read_csv('${dir}/mixed/*.csv', union_by_name = true) GROUP BY note;

-- JSON files with different columns and layouts
SELECT * FROM read_json('${dir}/mixed/*.json', union_by_name = true);

-- Names with blanks, quotes and letters of all kinds
SELECT "Größe", "a ""b""", "x,y", count(*) AS "n n" FROM (SELECT id AS "Größe", name AS "a ""b""", dept AS "x,y" FROM emp) AS t GROUP BY ALL HAVING max("größe") > 3;

-- TRY_CAST of a text column of CSV
SELECT TRY_CAST(note AS DATE) AS d, TRY_CAST(currency AS BOOLEAN) AS b, count(*) AS n FROM '${dir}/rates/*.csv' GROUP BY ALL;

-- Casts of CSV's numbers are of the number, not of its text
SELECT (rate * 0)::BOOLEAN AS b, rate::VARCHAR AS t, rate::DECIMAL(6, 1) AS d, rate::INTEGER AS i FROM '${dir}/rates/*.csv' WHERE TRY_CAST(currency AS INTEGER) IS NULL;

-- A condition on a cast column of CSV
SELECT day, currency FROM '${dir}/rates/*.csv' WHERE rate::INTEGER::BOOLEAN AND TRY_CAST(note AS INTEGER) IS NULL AND day::VARCHAR LIKE '%-15';

-- Tables in the likeness of TPC-H at scale 0.01, made of hashes so that they are the same everywhere. PlanTest's
-- thresholds are a thousandth of the real ones, so plans are those of scale 10.
CREATE MACRO roll(i, salt, n) AS (hash(i * 97 + salt) % n)::INTEGER;
CREATE MACRO day(i, salt) AS DATE '1992-01-01' + roll(i, salt, 2406);
CREATE MACRO words(i, salt) AS ['carefully', 'final', 'special', 'requests', 'quick', 'ironic'][1 + roll(i, salt, 6)]
  || ' ' || ['deposits', 'accounts', 'packages', 'pending'][1 + roll(i, salt + 1, 4)] || ' ' || hash(i * 7 + salt);

CREATE TABLE region AS
  SELECT i::INTEGER AS r_regionkey, ['AFRICA', 'AMERICA', 'ASIA', 'EUROPE', 'MIDDLE EAST'][i + 1] AS r_name,
    words(i, 1) AS r_comment
  FROM range(5) t(i);

CREATE TABLE nation AS
  SELECT i::INTEGER AS n_nationkey, ['ALGERIA', 'ARGENTINA', 'BRAZIL', 'CANADA', 'EGYPT', 'ETHIOPIA', 'FRANCE', 'GERMANY', 'INDIA',
      'INDONESIA', 'IRAN', 'IRAQ', 'JAPAN', 'JORDAN', 'KENYA', 'MOROCCO', 'MOZAMBIQUE', 'PERU', 'CHINA', 'ROMANIA',
      'SAUDI ARABIA', 'VIETNAM', 'RUSSIA', 'UNITED KINGDOM', 'UNITED STATES'][i + 1] AS n_name, (i % 5)::INTEGER AS n_regionkey, words(i, 2) AS n_comment
  FROM range(25) t(i);

CREATE TABLE supplier AS
  SELECT i AS s_suppkey, 'Supplier#' || i AS s_name, words(i, 3) AS s_address, roll(i, 3, 25) AS s_nationkey,
    '10-' || i AS s_phone, (roll(i, 4, 1000000) / 100)::DECIMAL(15, 2) AS s_acctbal, words(i, 5) AS s_comment
  FROM range(1, 101) t(i);

CREATE TABLE customer AS
  SELECT i AS c_custkey, 'Customer#' || i AS c_name, words(i, 6) AS c_address, roll(i, 6, 25) AS c_nationkey,
    (10 + roll(i, 6, 25)) || '-' || i AS c_phone, (roll(i, 7, 1000000) / 100)::DECIMAL(15, 2) AS c_acctbal,
    ['AUTOMOBILE', 'BUILDING', 'FURNITURE', 'MACHINERY', 'HOUSEHOLD'][1 + roll(i, 8, 5)] AS c_mktsegment,
    words(i, 9) AS c_comment
  FROM range(1, 1501) t(i);

CREATE TABLE part AS
  SELECT i AS p_partkey, ['almond', 'forest', 'green', 'indian', 'linen', 'navy'][1 + roll(i, 10, 6)] || ' ' || words(i, 10) AS p_name,
    'Manufacturer#' || (1 + roll(i, 11, 5)) AS p_mfgr,
    'Brand#' || (1 + roll(i, 12, 5)) || (1 + roll(i, 42, 5)) AS p_brand,
    ['STANDARD', 'SMALL', 'MEDIUM', 'LARGE', 'ECONOMY', 'PROMO'][1 + roll(i, 13, 6)]
      || ' ' || ['ANODIZED', 'BURNISHED', 'PLATED', 'POLISHED', 'BRUSHED'][1 + roll(i, 43, 5)]
      || ' ' || ['TIN', 'NICKEL', 'BRASS', 'STEEL', 'COPPER'][1 + roll(i, 44, 5)] AS p_type,
    1 + roll(i, 14, 50) AS p_size, ['SM', 'LG', 'MED', 'JUMBO', 'WRAP'][1 + roll(i, 15, 5)]
      || ' ' || ['CASE', 'BOX', 'BAG', 'JAR', 'PKG', 'PACK', 'CAN', 'DRUM'][1 + roll(i, 45, 8)] AS p_container,
    (900 + i / 10)::DECIMAL(15, 2) AS p_retailprice, words(i, 16) AS p_comment
  FROM range(1, 2001) t(i);

CREATE TABLE partsupp AS
  SELECT 1 + i // 4 AS ps_partkey, 1 + (i // 4 + (i % 4) * 25) % 100 AS ps_suppkey, 1 + roll(i, 17, 9999) AS ps_availqty,
    (roll(i, 18, 100000) / 100)::DECIMAL(15, 2) AS ps_supplycost, words(i, 19) AS ps_comment
  FROM range(8000) t(i);

CREATE TABLE orders AS
  SELECT i * 4 AS o_orderkey, (1 + roll(i, 20, 1500))::BIGINT AS o_custkey, ['F', 'O', 'P'][1 + roll(i, 21, 3)] AS o_orderstatus,
    (roll(i, 22, 40000000) / 100)::DECIMAL(15, 2) AS o_totalprice, day(i, 23) AS o_orderdate,
    ['1-URGENT', '2-HIGH', '3-MEDIUM', '4-NOT SPECIFIED', '5-LOW'][1 + roll(i, 24, 5)] AS o_orderpriority, 'Clerk#' || roll(i, 25, 10) AS o_clerk, 0 AS o_shippriority,
    words(i, 26) AS o_comment
  FROM range(1, 15001) t(i);

CREATE TABLE lineitem AS
  SELECT (1 + i // 4) * 4 AS l_orderkey, (1 + roll(i, 27, 2000))::BIGINT AS l_partkey, (1 + roll(i, 28, 100))::BIGINT AS l_suppkey,
    (1 + i % 4)::INTEGER AS l_linenumber, (1 + roll(i, 29, 50))::DECIMAL(15, 2) AS l_quantity,
    (roll(i, 30, 10000000) / 100)::DECIMAL(15, 2) AS l_extendedprice, (roll(i, 31, 11) / 100)::DECIMAL(15, 2) AS l_discount,
    (roll(i, 32, 9) / 100)::DECIMAL(15, 2) AS l_tax, ['A', 'N', 'R'][1 + roll(i, 33, 3)] AS l_returnflag,
    ['F', 'O'][1 + roll(i, 34, 2)] AS l_linestatus, day(i, 35) AS l_shipdate, day(i, 36) AS l_commitdate,
    day(i, 37) AS l_receiptdate, ['NONE', 'COLLECT COD', 'DELIVER IN PERSON'][1 + roll(i, 38, 3)] AS l_shipinstruct,
    ['AIR', 'MAIL', 'RAIL', 'SHIP', 'TRUCK', 'FOB', 'REG AIR'][1 + roll(i, 39, 7)] AS l_shipmode, words(i, 40) AS l_comment
  FROM range(60000) t(i);

-- Visits lie in folders by country, and each folder's rows by time, so that row groups have bounds that help.
CREATE TABLE visits AS
  SELECT i AS id, ['de', 'fr', 'us'][1 + i // 10000] AS country, TIMESTAMP '2024-01-01' + to_minutes(i % 10000) AS seen,
    roll(i, 41, 500) AS page, words(i, 42) AS agent, CASE WHEN i % 10 > 0 THEN i % 7 END AS rating
  FROM range(30000) t(i);

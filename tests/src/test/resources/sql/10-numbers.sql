-- Arithmetic of integers: + - * with their result types
SELECT id, t + s AS a, s - i AS b, i::BIGINT * t AS c, b - 1 AS d, -t AS e, ut + us AS f FROM types WHERE id < 30 AND id > 10;

-- Division of integers is exact, // is whole
SELECT qty, qty / 2 AS a, qty // 2 AS b, qty % 4 AS c, -qty // 3 AS d, mod(qty, 3) AS e FROM (SELECT DISTINCT qty FROM sales) AS t;

-- Division by zero is infinite, or NaN
SELECT qty, 10 / qty AS a, -1.5 / qty AS b, qty / 0 AS c, qty::DOUBLE / 0 AS d FROM (SELECT DISTINCT qty FROM sales) AS t;

-- Division by a null and by zero in TRY
SELECT qty, 10 / nullif(qty, 0) AS a, TRY(10 // qty) AS b, TRY(10 % qty) AS c, TRY(1.5 / qty) AS d FROM (SELECT DISTINCT qty FROM sales) AS t;

-- Powers: ** and ^
SELECT id, id ** 2 AS a, 2 ^ id AS b, pow(id, 0.5) AS c, sqrt(id) AS d, cbrt(id) AS e FROM emp;

-- Bits
SELECT id, id & 12 AS a, id | 3 AS b, xor(id, 5) AS c, ~id AS d, id << 2 AS e, id >> 1 AS f, bit_count(id) AS g FROM emp;

-- Decimals: types of sums, products and quotients
SELECT id, price + 1 AS a, price * price AS b, price - 0.001 AS c, price / 3 AS d, price % 7 AS e, -price AS f, price * 2 AS g FROM sales WHERE id < 60;

-- Decimals of 38 digits
SELECT id, dec38 + 1 AS a, dec38 - dec4 AS b, abs(dec38) AS c, dec38 > 0 AS d FROM types;

-- Mixed comparison of decimals, doubles and integers
SELECT id, price > 500 AS a, price > 500.5 AS b, price = qty AS c, discount < 0.5 AS d, discount > price AS e FROM sales WHERE id < 200;

-- Rounding
SELECT id, round(price) AS a, round(price, 1) AS b, round(price, -1) AS c, ceil(price) AS d, floor(price) AS e, trunc(price) AS f, round(discount, 2) AS g, round_even(discount * 10, 0) AS h FROM sales WHERE id < 100;

-- Signs and absolute values
SELECT qty, abs(qty) AS a, sign(qty) AS b, @(qty) AS c, greatest(qty, 0) AS d FROM (SELECT DISTINCT qty FROM sales) AS t;

-- Logarithms and exponents
SELECT id, ln(id) AS a, log10(id) AS b, log2(id) AS c, exp(id / 10) AS d, log(2, id) AS e FROM emp;

-- Trigonometry
SELECT id, sin(id) AS a, cos(id) AS b, tan(id) AS c, atan2(id, 3) AS d, radians(id) AS e, degrees(id) AS f, pi() AS g, asin(1 / id) AS h FROM emp;

-- Whole-number functions
SELECT id, gcd(id, 36) AS a, lcm(id, 4) AS b, factorial(id % 15) AS c, even(id / 2) AS d, nextafter(id::DOUBLE, 100::DOUBLE) AS e FROM emp;

-- NaN and infinity
SELECT id, d, isnan(d) AS a, isinf(d) AS b, isfinite(d) AS c, d = d AS e, d > 1000 AS f FROM types;

-- Huge integers
SELECT id, b::HUGEINT * 1000 AS a, b::HUGEINT + ub AS b, (b::HUGEINT * b) AS c, 170141183460469231731687303715884105727 AS d FROM types;

-- A bucket for each number
SELECT id, equi_width_bins(0, 10, 2, true) AS a, (salary - 3000) // 1000 AS b FROM emp WHERE id < 5;

-- Unsigned integers
SELECT id, ut, us, ui, ub, ut::INTEGER - 100 AS a, ub / 2 AS b, ub % 1000 AS c FROM types;

-- Floats
SELECT id, f, f * 2 AS a, f + 0.5 AS b, f::DOUBLE / 3 AS c, f > 0 AS d FROM types;

-- A hash partitions rows by remainder
SELECT id % 8 AS bucket, count(*) AS n, sum(price) AS s FROM sales GROUP BY bucket;

-- A division by 0 is null though its operands are not
SELECT count(*) AS n, count(qty / (qty - qty)) AS m FROM sales WHERE qty / (qty - qty) IS NULL;

package dev.dunlin.tests.formats;

import dev.dunlin.core.stage.FileFormat;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Values of a type, the extreme ones and those that are easily lost among them.
 *
 * @param type in DuckDB's spelling
 * @param inParquet the type of a column that it was written as; its own where Parquet knows it
 * @param values SQL literals, NULL among them
 * @param formats those that hold it
 */
record TypeSample(String type, String inParquet, List<String> values, Set<FileFormat> formats) {
  /** One of every type that there is in SQL here. */
  static final List<TypeSample> ALL = all();

  private static TypeSample of(String type, String... values) {
    List<String> all = new ArrayList<>(List.of(values));
    all.add("NULL");
    return new TypeSample(type, type, all, EnumSet.allOf(FileFormat.class));
  }

  private TypeSample inParquet(String other) {
    return new TypeSample(type, other, values, formats);
  }

  private TypeSample notIn(FileFormat... lacking) {
    Set<FileFormat> rest = EnumSet.copyOf(formats);
    rest.removeAll(List.of(lacking));
    return new TypeSample(type, inParquet, values, rest);
  }

  @Override
  public String toString() {
    return type;
  }

  private static List<TypeSample> all() {
    List<TypeSample> all = new ArrayList<>();
    all.addAll(numbers());
    all.addAll(texts());
    all.addAll(times());
    all.addAll(nested());
    return all;
  }

  private static List<TypeSample> numbers() {
    return List.of(
        of("BOOLEAN", "true", "false"),
        of("TINYINT", "-128", "127", "0"),
        of("SMALLINT", "-32768", "32767"),
        of("INTEGER", "-2147483648", "2147483647"),
        of("BIGINT", "'-9223372036854775808'", "'9223372036854775807'"),
        of("UTINYINT", "0", "255"),
        of("USMALLINT", "0", "65535"),
        of("UINTEGER", "0", "4294967295"),
        of("UBIGINT", "0", "'18446744073709551615'"),
        of("HUGEINT", "'-" + "9".repeat(38) + "'", "'" + "9".repeat(38) + "'", "0")
            .inParquet("DECIMAL(38,0)"),
        of("UHUGEINT", "0", "'" + "9".repeat(38) + "'").inParquet("DECIMAL(38,0)"),
        of("BIGNUM", "'-" + "9".repeat(60) + "'", "'" + "9".repeat(60) + "'", "'0'")
            .inParquet("VARCHAR"),
        of("FLOAT", "'nan'", "'inf'", "'-inf'", "'3.4028235e38'", "'1e-45'", "'-0.0'", "'0.1'"),
        of(
            "DOUBLE",
            "'nan'",
            "'inf'",
            "'-inf'",
            "'1.7976931348623157e308'",
            "'4.9e-324'",
            "'-0.0'",
            "0.1"),
        of("DECIMAL(4,1)", "'-999.9'", "'999.9'", "'0.0'"),
        of("DECIMAL(15,6)", "'-999999999.999999'", "'999999999.999999'", "'0.000001'"),
        of("DECIMAL(38,0)", "'-" + "9".repeat(38) + "'", "'" + "9".repeat(38) + "'"),
        // In JSON it is written exactly, and read as DuckDB reads it: by way of a DOUBLE.
        of(
                "DECIMAL(38,10)",
                "'-" + "9".repeat(28) + ".9999999999'",
                "'" + "9".repeat(28) + ".9999999999'")
            .notIn(FileFormat.JSON));
  }

  private static List<TypeSample> texts() {
    return List.of(
        of(
            "VARCHAR",
            "''",
            "'NULL'",
            "'null'",
            "'a,b;c\td|e'",
            "'say \"hi\"'",
            "'\"'",
            "'it''s'",
            "e'line\\nend'",
            "e'line\\r\\nend'",
            "e'line\\rend'",
            "e'\\n'",
            "' padded '",
            "'ünï 😀'",
            "'\\N'",
            "'nan'",
            "'true'",
            "'2024-01-01'",
            "'#'",
            "'a' || chr(0) || 'b'",
            "chr(0)"),
        of("BLOB", "''", "'\\x00\\xFF'", "'abc'", "'\\x22\\x27,\\x0A'").notIn(FileFormat.JSON),
        of("BIT", "'1'", "'0'", "'10101010101'", "'0000000000000000'").inParquet("VARCHAR"),
        of(
            "UUID",
            "'00000000-0000-0000-0000-000000000000'",
            "'ffffffff-ffff-ffff-ffff-ffffffffffff'"),
        of("ENUM('a', 'b c', 'it''s', '', 'x,\"y')", "'a'", "'b c'", "'it''s'", "''", "'x,\"y'")
            .inParquet("VARCHAR"),
        of("JSON", "'{\"a\":[1,null,\"x,y\"]}'", "'1'", "'\"s\"'", "'[]'", "'{}'"));
  }

  private static List<TypeSample> times() {
    return List.of(
        of(
            "DATE",
            "'5877642-06-25 (BC)'",
            "'5881580-07-10'",
            "'infinity'",
            "'-infinity'",
            "'0001-01-01'",
            "'0044-03-15 (BC)'",
            "'1970-01-01'"),
        of("TIME", "'00:00:00'", "'23:59:59.999999'", "'24:00:00'"),
        of("TIME_NS", "'00:00:00'", "'23:59:59.999999999'"),
        of(
                "TIME WITH TIME ZONE",
                "'00:00:00+15:59:59'",
                "'23:59:59.999999-15:59:59'",
                "'12:00:00+02'")
            .notIn(FileFormat.PARQUET),
        of(
            "TIMESTAMP",
            "'290309-12-22 (BC) 00:00:00'",
            "'294247-01-10 04:00:54.775806'",
            "'infinity'",
            "'-infinity'",
            "'2024-01-01 00:00:00.000001'",
            "'0044-03-15 (BC) 10:00:00'"),
        of(
                "TIMESTAMP_S",
                "'290309-12-22 (BC) 00:00:00'",
                "'294247-01-10 04:00:54'",
                "'infinity'",
                "'2024-01-01 00:00:01'")
            .inParquet("TIMESTAMP"),
        of(
                "TIMESTAMP_MS",
                "'290309-12-22 (BC) 00:00:00'",
                "'294247-01-10 04:00:54.775'",
                "'-infinity'",
                "'2024-01-01 00:00:00.001'")
            .inParquet("TIMESTAMP"),
        of(
            "TIMESTAMP_NS",
            "'1677-09-22 00:00:00'",
            "'2262-04-11 23:47:16.854775806'",
            "'infinity'",
            "'2024-01-01 00:00:00.000000001'"),
        of(
            "TIMESTAMP WITH TIME ZONE",
            "'290309-12-22 (BC) 00:00:00+00'",
            "'294247-01-10 04:00:54.775806+00'",
            "'infinity'",
            "'-infinity'",
            "'2024-01-01 00:00:00.000001+05:30'"),
        of(
                "INTERVAL",
                "'0 days'",
                "'1 month'",
                "'-1 month 2 days -3 seconds'",
                "'0.000001 seconds'",
                "'1000 years'")
            .notIn(FileFormat.PARQUET));
  }

  private static List<TypeSample> nested() {
    return List.of(
        of("INTEGER[]", "[]", "[NULL]", "[1, NULL, 3]"),
        of("VARCHAR[]", "[]", "['']", "['a,b', 'c''d', 'e\"f', 'NULL', NULL, '[x]', e'\\n']"),
        of("INTEGER[3]", "[1, NULL, 3]").inParquet("INTEGER[]"),
        of("INTEGER[][]", "[[]]", "[NULL]", "[[1], [], NULL]"),
        of("UUID[]", "['00000000-0000-0000-0000-000000000001']"),
        of("DECIMAL(10,2)[]", "[1.25, NULL, -99999999.99]"),
        of("DOUBLE[]", "['nan'::DOUBLE, 'inf'::DOUBLE, 0.1]"),
        of("DATE[]", "['2024-01-01', '0044-03-15 (BC)', NULL]"),
        of("TIMESTAMP WITH TIME ZONE[]", "['2024-01-01 00:00:00+02', NULL]"),
        of("HUGEINT[]", "[1, NULL, 10::HUGEINT ** 37]").inParquet("DECIMAL(38,0)[]"),
        of("BLOB[]", "['\\x00\\xFF'::BLOB, ''::BLOB, NULL]").notIn(FileFormat.JSON),
        of("BIT[]", "['101'::BIT, NULL]").inParquet("VARCHAR[]"),
        of(
            "STRUCT(a INTEGER, \"b c\" VARCHAR)",
            "{'a': 1, 'b c': 'x'}",
            "{'a': NULL, 'b c': NULL}",
            "{'a': 2, 'b c': 'it''s, {}'}"),
        of(
            "STRUCT(a STRUCT(b INTEGER[]))",
            "{'a': {'b': [1]}}",
            "{'a': NULL}",
            "{'a': {'b': NULL}}"),
        of(
                "STRUCT(h HUGEINT, m MAP(VARCHAR, ENUM('x', 'y')), t TIMESTAMP)[]",
                "[{'h': 1, 'm': MAP {'k': 'x'}, 't': '0044-03-15 (BC) 10:00:00'}, NULL]")
            .inParquet("STRUCT(h DECIMAL(38,0), m MAP(VARCHAR, VARCHAR), t TIMESTAMP)[]"),
        of("MAP(VARCHAR, INTEGER)", "MAP {}", "MAP {'k': 1, 'l m': NULL}"),
        of("MAP(INTEGER, DOUBLE[])", "MAP {1: [1.5, 'inf'::DOUBLE], 2: NULL}"),
        of("STRUCT(i INTERVAL, t TIME WITH TIME ZONE)", "{'i': INTERVAL 1 DAY, 't': '10:00:00+01'}")
            .notIn(FileFormat.PARQUET),
        of("UNION(a INTEGER, b VARCHAR)", "1", "'x'").notIn(FileFormat.values()),
        of("STRUCT(u UNION(a INTEGER))", "{'u': 1}").notIn(FileFormat.values()),
        of("VARIANT", "1", "'x'", "[1, 2]").notIn(FileFormat.CSV, FileFormat.JSON),
        of("STRUCT(x VARIANT)", "{'x': 1}").notIn(FileFormat.values()));
  }
}

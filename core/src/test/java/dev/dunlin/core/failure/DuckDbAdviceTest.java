package dev.dunlin.core.failure;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("unit")
final class DuckDbAdviceTest {
  /** Messages of DuckDB 2.0, and what is left of them. */
  private static final Map<String, String> MESSAGES =
      Map.ofEntries(
          Map.entry(
              "Division by zero in expression (id // (id - 5)). Use TRY(...) to return NULL for this expression, or SET error_on_division_by_zero=false to return NULL for all divisions by zero.",
              "Division by zero in expression (id // (id - 5)). TRY(…) gives NULL for it, and so does nullif(divisor, 0)."),
          Map.entry(
              "Division by zero in expression (c1 // (c2 - c3)). Use TRY(...) to return NULL for this expression, or SET error_on_division_by_zero=false to return NULL for all divisions by zero.",
              "Division by zero. TRY(…) gives NULL for it, and so does nullif(divisor, 0)."),
          Map.entry(
              "ORDER BY non-integer literal has no effect.\n* SET order_by_non_integer_literal=true to allow this behavior.\n\nPerhaps you misplaced ORDER BY",
              "ORDER BY non-integer literal has no effect.\n\nPerhaps you misplaced ORDER BY"),
          Map.entry(
              "Deprecated lambda arrow (->) detected.\nUse SET lambda_syntax='ENABLE_SINGLE_ARROW' to revert to the deprecated behavior.\nFor more information, see x",
              "Deprecated lambda arrow (->) detected.\nFor more information, see x"),
          Map.entry(
              "More than one row returned by a subquery.\n\nUse \"SET scalar_subquery_error_on_multiple_rows=false\" to revert to previous behavior of returning a random row.",
              "More than one row returned by a subquery."),
          Map.entry(
              "Max expression depth limit of 1000 exceeded. Use \"SET max_expression_depth TO x\" to increase the maximum expression depth.",
              "Max expression depth limit of 1000 exceeded."),
          Map.entry(
              "The CSV Reader does not support the encoding: \"x\"\nIt is possible that the encoding exists in the encodings extension. You can try \"INSTALL encodings; LOAD encodings\"\nThe currently supported encodings are: \n*  utf-16",
              "The CSV Reader does not support the encoding: \"x\"\nThe currently supported encodings are: \n*  utf-16"),
          Map.entry(
              "Scalar Function with name \"st_area\" is not in the catalog, but it exists in the spatial extension.\n\nPlease try installing and loading the spatial extension:\nINSTALL spatial;\nLOAD spatial;\n\n",
              "Scalar Function with name \"st_area\" is not in the catalog, for Dunlin has no extensions such as spatial."),
          Map.entry(
              "Your options are as follows:\n* Load an extension that can identify this coordinate system\n* Provide a full one\n* Set the 'ignore_unknown_crs' configuration option to drop it",
              "Your options are as follows:\n* Provide a full one"),
          Map.entry(
              "No key with name \"k\" exists. Add it with PRAGMA add_parquet_key('<key_name>','<key>');",
              "No key with name \"k\" exists."),
          // A user's text is no advice.
          Map.entry(
              "Could not convert string 'PRAGMA x; SET a = 1; INSTALL y' to INT32",
              "Could not convert string 'PRAGMA x; SET a = 1; INSTALL y' to INT32"));

  @Test
  void whatDunlinDoesNotTakeIsNotAdvised() {
    MESSAGES.forEach((message, left) -> assertEquals(left, DuckDbAdvice.replacedIn(message)));
  }
}

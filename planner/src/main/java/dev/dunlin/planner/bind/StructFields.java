package dev.dunlin.planner.bind;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Syntax trees that the user has not written but meant. */
final class StructFields {
  private StructFields() {}

  /** A column, at the place of another node. */
  static JsonNode column(JsonNode at, String... path) {
    ObjectNode column = empty(at, "COLUMN_REF");
    ArrayNode names = column.putArray("column_names");
    for (String name : path) {
      names.add(name);
    }
    return column;
  }

  /** A field of a struct. */
  static JsonNode field(JsonNode struct, String name) {
    ObjectNode constant = empty(struct, "CONSTANT");
    constant.putObject("literal").put("kind", "STRING").put("text", name);
    ObjectNode call = empty(struct, "FUNCTION");
    call.put("function_name", "struct_extract");
    ArrayNode arguments = call.putArray("arguments");
    arguments.addObject().put("name", "").set("expression", struct);
    arguments.addObject().put("name", "").set("expression", constant);
    return call;
  }

  private static ObjectNode empty(JsonNode at, String type) {
    ObjectNode node = at.deepCopy().asObject();
    node.removeAll();
    node.put("class", type);
    node.put("type", type);
    node.put("alias", "");
    node.set("query_location", at.path("query_location"));
    return node;
  }
}

package dev.dunlin.localstack;

import java.io.ByteArrayOutputStream;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** The JSON of LocalStack's protocol: flat objects of strings. */
final class Json {
  private static final JsonFactory FORMAT = new JsonFactory();

  private Json() {}

  /** An object of these names and values by turns. */
  static byte[] object(String... members) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = FORMAT.createGenerator(ObjectWriteContext.empty(), bytes)) {
      json.writeStartObject();
      for (int i = 0; i < members.length; i += 2) {
        json.writeStringProperty(members[i], members[i + 1]);
      }
      json.writeEndObject();
    }
    return bytes.toByteArray();
  }

  /** An object's members whose values are strings. */
  static Map<String, String> members(byte[] object) {
    Map<String, String> members = new HashMap<>();
    try (JsonParser json = FORMAT.createParser(ObjectReadContext.empty(), object)) {
      json.nextToken();
      for (String name; (name = json.nextName()) != null; ) {
        if (json.nextToken() == JsonToken.VALUE_STRING) {
          members.put(name, json.getString());
        } else {
          json.skipChildren();
        }
      }
    }
    return members;
  }
}

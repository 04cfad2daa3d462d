package dev.dunlin.core.json;

import io.avaje.json.JsonAdapter;
import io.avaje.json.JsonReader;
import io.avaje.json.JsonWriter;
import io.avaje.jsonb.Jsonb;

/**
 * Where the JSON of all our records begins: Avaje's, with texts of any length and letters.
 *
 * <p>Avaje 3.8 writes a text of more than 512 chars in pieces, and fails where one ends between the
 * two chars of a letter beyond U+FFFF. A text that has such letters is therefore written with
 * escapes, which are ASCII; every other one is written as Avaje does.
 */
public final class JsonForms {
  private JsonForms() {}

  public static Jsonb.Builder builder() {
    return Jsonb.builder().add(String.class, new Text());
  }

  private static final class Text implements JsonAdapter<String> {
    @Override
    public void toJson(JsonWriter writer, String text) {
      if (text != null && text.chars().anyMatch(c -> Character.isSurrogate((char) c))) {
        writer.rawValue(escaped(text));
      } else {
        writer.value(text);
      }
    }

    @Override
    public String fromJson(JsonReader reader) {
      return reader.readString();
    }

    private static String escaped(String text) {
      StringBuilder json = new StringBuilder(text.length() + 16).append('"');
      for (int i = 0; i < text.length(); i++) {
        char c = text.charAt(i);
        if (c == '"' || c == '\\') {
          json.append('\\').append(c);
        } else if (c < ' ' || c > '~') {
          json.append("\\u%04x".formatted((int) c));
        } else {
          json.append(c);
        }
      }
      return json.append('"').toString();
    }
  }
}

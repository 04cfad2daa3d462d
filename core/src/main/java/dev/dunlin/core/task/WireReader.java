package dev.dunlin.core.task;

import io.avaje.json.JsonReader;
import io.avaje.json.PropertyNames;
import java.math.BigDecimal;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * JSON for Avaje's adapters, by Jackson's parser: Avaje's own refuses a string of more than 50,000
 * characters, and a fragment's SQL may well have more.
 */
final class WireReader implements JsonReader {
  private static final JsonFactory JSON = new JsonFactory();

  private final JsonParser parser;
  private @Nullable JsonToken seen;

  WireReader(String json) {
    parser = JSON.createParser(ObjectReadContext.empty(), json);
  }

  /** The next token, which stays the next one; null at the end. */
  private @Nullable JsonToken next() {
    if (seen == null) {
      seen = parser.nextToken();
    }
    return seen;
  }

  private void take(JsonToken expected) {
    if (next() != expected) {
      throw new IllegalArgumentException(
          "%s, where %s was expected: %s".formatted(seen, expected, location()));
    }
    seen = null;
  }

  private boolean isNext(JsonToken token) {
    return next() == token;
  }

  /** Nothing may come after the value. */
  void end() {
    if (next() != null) {
      throw new IllegalArgumentException("%s after the end: %s".formatted(seen, location()));
    }
  }

  @Override
  public void beginArray() {
    take(JsonToken.START_ARRAY);
  }

  @Override
  public boolean hasNextElement() {
    return !isNext(JsonToken.END_ARRAY);
  }

  @Override
  public void endArray() {
    take(JsonToken.END_ARRAY);
  }

  @Override
  public void beginObject(PropertyNames names) {
    beginObject();
  }

  @Override
  public void beginObject() {
    take(JsonToken.START_OBJECT);
  }

  @Override
  public boolean hasNextField() {
    return !isNext(JsonToken.END_OBJECT);
  }

  @Override
  public String nextField() {
    take(JsonToken.PROPERTY_NAME);
    return parser.currentName();
  }

  @Override
  public void endObject() {
    take(JsonToken.END_OBJECT);
  }

  @Override
  public boolean isNullValue() {
    boolean isNull = isNext(JsonToken.VALUE_NULL);
    if (isNull) {
      seen = null;
    }
    return isNull;
  }

  @Override
  public boolean readBoolean() {
    boolean isTrue = isNext(JsonToken.VALUE_TRUE);
    take(isTrue ? JsonToken.VALUE_TRUE : JsonToken.VALUE_FALSE);
    return isTrue;
  }

  @Override
  public int readInt() {
    take(JsonToken.VALUE_NUMBER_INT);
    return parser.getIntValue();
  }

  @Override
  public long readLong() {
    take(JsonToken.VALUE_NUMBER_INT);
    return parser.getLongValue();
  }

  @Override
  public String readString() {
    take(JsonToken.VALUE_STRING);
    return parser.getString();
  }

  @Override
  public void skipValue() {
    if (next() != null) {
      parser.skipChildren();
    }
    seen = null;
  }

  @Override
  public void unmappedField(String name) {
    throw new IllegalArgumentException("Unknown field " + name + ": " + location());
  }

  @Override
  public String location() {
    return "line %d, column %d"
        .formatted(
            parser.currentTokenLocation().getLineNr(), parser.currentTokenLocation().getColumnNr());
  }

  @Override
  public void close() {
    parser.close();
  }

  @Override
  public <T> T unwrap(Class<T> type) {
    return type.cast(parser);
  }

  @Override
  public Token currentToken() {
    throw notInTheWireForm();
  }

  @Override
  public double readDouble() {
    throw notInTheWireForm();
  }

  @Override
  public BigDecimal readDecimal() {
    throw notInTheWireForm();
  }

  @Override
  public BigInteger readBigInteger() {
    throw notInTheWireForm();
  }

  @Override
  public byte[] readBinary() {
    throw notInTheWireForm();
  }

  @Override
  public String readRaw() {
    throw notInTheWireForm();
  }

  private static UnsupportedOperationException notInTheWireForm() {
    return new UnsupportedOperationException("The wire form has no such values");
  }
}

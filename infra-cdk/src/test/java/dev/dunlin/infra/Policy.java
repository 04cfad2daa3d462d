package dev.dunlin.infra;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * A policy's statements, and what they allow, by IAM's rules ("IAM JSON policy elements", IAM User
 * Guide) as far as the stack needs them; what is not known here is an error.
 */
record Policy(DeployedTemplate template, List<JsonNode> statements) {
  static Policy of(DeployedTemplate template, JsonNode document) {
    return new Policy(template, template.statements(document));
  }

  /** Whether a request is allowed that has this key of a condition, or no such key. */
  boolean allows(String action, String resource, Optional<String> prefix) {
    return statements.stream()
        .anyMatch(
            statement ->
                template.texts(statement.path("Action")).contains(action)
                    && anyLike(template.texts(statement.path("Resource")), resource)
                    && isMet(statement.path("Condition"), prefix));
  }

  private boolean isMet(JsonNode condition, Optional<String> prefix) {
    for (Map.Entry<String, JsonNode> test : condition.properties()) {
      boolean ifExists = test.getKey().equals("StringLikeIfExists");
      if ((!ifExists && !test.getKey().equals("StringLike"))
          || test.getValue().size() != 1
          || !test.getValue().has("s3:prefix")) {
        throw new IllegalArgumentException("not a condition that is known here: " + condition);
      }
      List<String> patterns = template.texts(test.getValue().path("s3:prefix"));
      if (!prefix.map(value -> anyLike(patterns, value)).orElse(ifExists)) {
        return false;
      }
    }
    return true;
  }

  private static boolean anyLike(List<String> patterns, String value) {
    return patterns.stream().anyMatch(pattern -> like(pattern).matcher(value).matches());
  }

  /** A star stands for any characters, slashes too, and a question mark for one. */
  private static Pattern like(String pattern) {
    return Pattern.compile(
        pattern
            .chars()
            .mapToObj(
                c -> c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(String.valueOf((char) c)))
            .collect(Collectors.joining()),
        Pattern.DOTALL);
  }
}

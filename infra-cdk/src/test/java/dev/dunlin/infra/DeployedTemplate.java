package dev.dunlin.infra;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/**
 * A template with values for its parameters, as CloudFormation would resolve it: what its
 * conditions come to, and what its functions give.
 *
 * @param parameters those that are not as the template has them
 */
record DeployedTemplate(JsonNode template, Map<String, String> parameters) {
  /** The bucket's name, which CloudFormation would choose. */
  static final String BUCKET = "own";

  /** The statements of a policy, those that are left out by a condition left out. */
  List<JsonNode> statements(JsonNode document) {
    return StreamSupport.stream(document.path("Statement").spliterator(), false)
        .map(this::chosen)
        .flatMap(Optional::stream)
        .toList();
  }

  private Optional<JsonNode> chosen(JsonNode value) {
    if (value.has("Fn::If")) {
      JsonNode parts = value.path("Fn::If");
      return chosen(parts.path(holds(parts.path(0).asString()) ? 1 : 2));
    }
    return value.path("Ref").asString("").equals("AWS::NoValue")
        ? Optional.empty()
        : Optional.of(value);
  }

  private boolean holds(String condition) {
    return holds(template.path("Conditions").path(condition));
  }

  private boolean holds(JsonNode condition) {
    if (condition.has("Fn::Not")) {
      return !holds(condition.path("Fn::Not").path(0));
    }
    JsonNode equal = condition.path("Fn::Equals");
    if (equal.size() != 2) {
      throw new IllegalArgumentException("not a condition that is known here: " + condition);
    }
    return texts(equal.path(0)).equals(texts(equal.path(1)));
  }

  /** A text, or each of a list. */
  List<String> texts(JsonNode value) {
    if (value.isString()) {
      return List.of(value.asString());
    }
    List<String> texts = new ArrayList<>();
    if (value.isArray()) {
      value.forEach(part -> texts.addAll(texts(part)));
    } else if (value.has("Ref")) {
      String name = value.path("Ref").asString();
      JsonNode standard = template.path("Parameters").path(name).path("Default");
      texts.add(
          Objects.requireNonNull(parameters.getOrDefault(name, standard.asString(name)), name));
    } else if (value.has("Fn::GetAtt")) {
      String name = value.path("Fn::GetAtt").path(0).asString();
      boolean isBucket = name.startsWith("Bucket");
      texts.add(isBucket ? "arn:aws:s3:::" + BUCKET : "arn:of:" + name);
    } else if (value.has("Fn::Join")) {
      JsonNode join = value.path("Fn::Join");
      texts.add(String.join(join.path(0).asString(), texts(join.path(1))));
    } else if (value.has("Fn::Split")) {
      JsonNode split = value.path("Fn::Split");
      texts.addAll(List.of(texts(split.path(1)).getFirst().split(split.path(0).asString(), -1)));
    } else {
      throw new IllegalArgumentException("not a function that is known here: " + value);
    }
    return texts;
  }
}

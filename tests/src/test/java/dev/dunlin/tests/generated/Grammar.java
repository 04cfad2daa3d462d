package dev.dunlin.tests.generated;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The forms of expressions that a file in {@code src/test/resources/generated} lists, by sort and
 * construct: each construct is as likely as any other, however many forms it has.
 */
final class Grammar {
  static final Path FOLDER = Path.of("src/test/resources/generated");

  private final Map<Sort, Map<String, List<Form>>> forms = new EnumMap<>(Sort.class);

  private Grammar() {}

  static Grammar read(String file) throws IOException {
    Grammar grammar = new Grammar();
    String construct = "";
    for (String line : Files.readAllLines(FOLDER.resolve(file))) {
      if (line.startsWith("[")) {
        construct = line.substring(1, line.indexOf(']'));
      } else if (!line.isBlank() && !line.startsWith("#")) {
        int space = line.indexOf(' ');
        grammar.add(construct, line.substring(0, space), line.substring(space + 1));
      }
    }
    return grammar;
  }

  private void add(String construct, String sort, String text) {
    Form form = Form.parse(construct, text);
    if (sort.equals("ANY")) {
      for (Sort each : Sort.values()) {
        if (each.isValue()) {
          add(each, form);
        }
      }
    } else {
      add(Sort.valueOf(sort), form);
    }
  }

  private void add(Sort sort, Form form) {
    forms
        .computeIfAbsent(sort, _ -> new LinkedHashMap<>())
        .computeIfAbsent(form.construct(), _ -> new ArrayList<>())
        .add(form);
  }

  /** The constructs that have forms of a sort. */
  List<String> constructs(Sort sort) {
    return List.copyOf(forms.getOrDefault(sort, Map.of()).keySet());
  }

  /** The forms of a sort that show a construct; none if there are none. */
  List<Form> forms(Sort sort, String construct) {
    return forms.getOrDefault(sort, Map.of()).getOrDefault(construct, List.of());
  }

  boolean has(Sort sort) {
    return forms.containsKey(sort);
  }

  /** All its constructs. */
  Set<String> constructs() {
    Set<String> all = new java.util.LinkedHashSet<>();
    forms.values().forEach(sort -> all.addAll(sort.keySet()));
    return all;
  }
}

package dev.dunlin.tests.generated;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A piece of a statement as a tree.
 *
 * @param sort what it is
 * @param construct what it shows, for the count of what was tried; empty if nothing to be counted
 * @param parts what it is printed from, in order
 */
record Node(Sort sort, String construct, List<Part> parts) {
  Node {
    parts = List.copyOf(parts);
  }

  /** A part of a piece. */
  sealed interface Part {}

  /** Words that always stand there. */
  record Text(String text) implements Part {}

  /** A piece that always stands there, or another of its sort. */
  record Child(Node node) implements Part {}

  /**
   * Pieces of which some may be left out.
   *
   * @param before printed before the first
   * @param separator printed between two
   * @param after printed after the last; without any piece nothing is printed
   * @param least how many have to stay
   */
  record Many(String before, String separator, String after, int least, List<Node> nodes)
      implements Part {
    Many {
      nodes = List.copyOf(nodes);
    }
  }

  /** Words without parts. */
  static Node leaf(Sort sort, String text) {
    return new Node(sort, "", List.of(new Text(text)));
  }

  /** Words and pieces in turn: a String is a text, a Node a child, a Part itself. */
  static Node of(Sort sort, String construct, Object... parts) {
    List<Part> list = new ArrayList<>();
    for (Object part : parts) {
      list.add(
          switch (part) {
            case String text -> new Text(text);
            case Node node -> new Child(node);
            case Part p -> p;
            default -> throw new IllegalArgumentException("No part: " + part);
          });
    }
    return new Node(sort, construct, list);
  }

  /** One piece that may be left out. */
  static Many optional(String before, Node node, String after) {
    return new Many(before, "", after, 0, List.of(node));
  }

  /** The constructs in it. */
  Set<String> constructs() {
    Set<String> constructs = new LinkedHashSet<>();
    collect(constructs);
    return constructs;
  }

  private void collect(Set<String> constructs) {
    if (!construct.isEmpty()) {
      constructs.add(construct);
    }
    for (Part part : parts) {
      switch (part) {
        case Text _ -> {}
        case Child(Node node) -> node.collect(constructs);
        case Many many -> many.nodes().forEach(node -> node.collect(constructs));
      }
    }
  }

  /** Its SQL. */
  @Override
  public String toString() {
    StringBuilder sql = new StringBuilder();
    print(sql);
    return sql.toString();
  }

  private void print(StringBuilder sql) {
    for (Part part : parts) {
      switch (part) {
        case Text(String text) -> sql.append(text);
        case Child(Node node) -> node.print(sql);
        case Many many -> {
          String before = many.before();
          for (Node node : many.nodes()) {
            sql.append(before);
            node.print(sql);
            before = many.separator();
          }
          if (!many.nodes().isEmpty()) {
            sql.append(many.after());
          }
        }
      }
    }
  }
}

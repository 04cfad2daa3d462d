package dev.dunlin.tests.generated;

import dev.dunlin.tests.generated.Node.Child;
import dev.dunlin.tests.generated.Node.Many;
import dev.dunlin.tests.generated.Node.Part;
import dev.dunlin.tests.generated.Node.Text;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Makes a statement smaller as long as something still holds of it: pieces that may be left out
 * are, and others give way to a piece of their sort within them or to the simplest.
 */
final class Shrinker {
  private final Predicate<String> holds;
  private final int most;
  private final Set<String> tried = new HashSet<>();

  /**
   * A shrinker.
   *
   * @param holds whether a statement still shows what is looked for
   * @param most how many statements it may try
   */
  Shrinker(Predicate<String> holds, int most) {
    this.holds = holds;
    this.most = most;
  }

  /** The smallest statement that it came to. */
  Node shrink(Node statement) {
    Node smallest = statement;
    while (true) {
      int length = smallest.toString().length();
      var smaller =
          smaller(smallest)
              .filter(node -> node.toString().length() < length)
              .filter(node -> tried.add(node.toString()))
              .takeWhile(_ -> tried.size() < most)
              .filter(node -> holds.test(node.toString()))
              .findFirst();
      if (smaller.isEmpty()) {
        return smallest;
      }
      smallest = smaller.get();
    }
  }

  private static Stream<Node> smaller(Node node) {
    Stream<Node> within = descendants(node).filter(d -> d.sort() == node.sort());
    Stream<Node> simplest =
        node.sort().simplest().isEmpty()
            ? Stream.empty()
            : Stream.of(Node.leaf(node.sort(), node.sort().simplest()));
    Stream<Node> inside =
        IntStream.range(0, node.parts().size())
            .boxed()
            .flatMap(i -> smaller(node.parts().get(i)).map(part -> with(node, i, part)));
    return node.sort() == Sort.CLAUSE
        ? inside
        : Stream.of(within, simplest, inside).flatMap(s -> s);
  }

  private static Stream<Node> descendants(Node node) {
    return node.parts().stream()
        .flatMap(
            part ->
                switch (part) {
                  case Text _ -> Stream.<Node>empty();
                  case Child(Node child) -> Stream.of(child);
                  case Many many -> many.nodes().stream();
                })
        .flatMap(child -> Stream.concat(Stream.of(child), descendants(child)));
  }

  private static Stream<Part> smaller(Part part) {
    return switch (part) {
      case Text _ -> Stream.empty();
      case Child(Node child) -> smaller(child).map(Child::new);
      case Many many -> Stream.concat(fewer(many), replaced(many));
    };
  }

  private static Stream<Part> fewer(Many many) {
    int size = many.nodes().size();
    if (size <= many.least()) {
      return Stream.empty();
    }
    Stream<Part> none =
        many.least() == 0 && size > 1 ? Stream.of(of(many, List.of())) : Stream.empty();
    Stream<Part> one =
        size > 2 && many.least() <= 1
            ? many.nodes().stream().map(node -> of(many, List.of(node)))
            : Stream.empty();
    Stream<Part> without =
        IntStream.range(0, size)
            .mapToObj(
                i -> {
                  List<Node> left = new ArrayList<>(many.nodes());
                  left.remove(i);
                  return of(many, left);
                });
    return Stream.of(none, one, without).flatMap(s -> s);
  }

  private static Stream<Part> replaced(Many many) {
    return IntStream.range(0, many.nodes().size())
        .boxed()
        .flatMap(
            i ->
                smaller(many.nodes().get(i))
                    .map(
                        node -> {
                          List<Node> nodes = new ArrayList<>(many.nodes());
                          nodes.set(i, node);
                          return of(many, nodes);
                        }));
  }

  private static Many of(Many many, List<Node> nodes) {
    return new Many(many.before(), many.separator(), many.after(), many.least(), nodes);
  }

  private static Node with(Node node, int index, Part part) {
    List<Part> parts = new ArrayList<>(node.parts());
    parts.set(index, part);
    return new Node(node.sort(), node.construct(), parts);
  }
}

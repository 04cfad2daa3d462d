package dev.dunlin.benchmarks;

import dev.dunlin.core.config.ByteSize;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/**
 * The result as Markdown.
 *
 * @param title first line
 * @param facts what was run on what, a line each
 * @param contenders in the order of the columns
 * @param queries in the order of the rows: {@code q01}
 * @param rivals the contenders that the ratios are to, of those there are
 */
record ResultPage(
    String title,
    List<String> facts,
    List<Contender> contenders,
    List<String> queries,
    List<String> rivals,
    Measurements measurements) {

  private static final String PER_MILLE = ".permille";
  private static final String NANODOLLARS = ".nanodollars";

  /** The page. */
  String markdown() {
    StringBuilder page = new StringBuilder("# ").append(title).append("\n\n");
    facts.forEach(fact -> page.append("- ").append(fact).append('\n'));
    for (Contender contender : contenders) {
      page.append(
          "- **%s**: %s, version %s\n"
              .formatted(
                  contender.name(), contender.meaning(), measurements.version(contender.name())));
    }
    page.append("\n## What broke, and answers that differ\n\n");
    if (measurements.broken().isEmpty()) {
      page.append("Nothing. All answers to a query have the same rows and checksums.\n");
    }
    measurements.broken().forEach(what -> page.append("- ").append(what).append('\n'));
    page.append("\n## Processes\n\n");
    page.append("| | start-up ms | peak memory |\n|---|---:|---:|\n");
    for (Contender contender : contenders) {
      long peak = measurements.peakMemoryBytes(contender.name());
      page.append(
          "| %s | %s | %s |\n"
              .formatted(
                  contender.name(),
                  number(measurements.startUpMillis(contender.name())),
                  peak == 0 ? "" : new ByteSize(peak).rounded()));
    }
    page.append(times("Warm: median time in ms", measurements::warmMillis));
    page.append(
        times(
            "Cold: first run in a new process, its start-up aside, in ms",
            measurements::coldMillis));
    for (Contender contender : contenders) {
      page.append(counters(contender));
    }
    return page.toString();
  }

  private interface Time {
    OptionalDouble of(String contender, String query);
  }

  /**
   * Times, and each one's ratio to the rivals'. Totals are over queries that all contenders did.
   */
  private String times(String heading, Time time) {
    List<String> complete =
        queries.stream()
            .filter(q -> contenders.stream().allMatch(c -> time.of(c.name(), q).isPresent()))
            .toList();
    if (queries.stream()
        .noneMatch(q -> contenders.stream().anyMatch(c -> time.of(c.name(), q).isPresent()))) {
      return "";
    }
    List<String> header = new ArrayList<>(List.of("query"));
    contenders.forEach(c -> header.add(c.name()));
    List<String[]> ratios = ratios();
    ratios.forEach(r -> header.add(r[0] + " / " + r[1]));
    StringBuilder table = new StringBuilder("\n## " + heading + "\n\n");
    table.append("| ").append(String.join(" | ", header)).append(" |\n|---");
    table.append("|---:".repeat(header.size() - 1)).append("|\n");
    for (String query : queries) {
      table.append(row(query, ratios, name -> time.of(name, query).orElse(Double.NaN)));
    }
    table.append(
        row(
            complete.size() == queries.size()
                ? "**all**"
                : "**all " + complete.size() + " that every engine did**",
            ratios,
            name -> complete.stream().mapToDouble(q -> time.of(name, q).orElseThrow()).sum()));
    return table.toString();
  }

  private List<String[]> ratios() {
    List<String[]> ratios = new ArrayList<>();
    for (Contender contender : contenders) {
      for (String rival : rivals) {
        if (!rivals.contains(contender.name())
            && contenders.stream().anyMatch(c -> c.name().equals(rival))) {
          ratios.add(new String[] {contender.name(), rival});
        }
      }
    }
    return ratios;
  }

  private String row(String name, List<String[]> ratios, ToDoubleFunction<String> time) {
    List<String> cells = new ArrayList<>(List.of(name));
    contenders.forEach(c -> cells.add(cell("%.0f", time.applyAsDouble(c.name()))));
    ratios.forEach(
        r -> cells.add(cell("%.2f", time.applyAsDouble(r[0]) / time.applyAsDouble(r[1]))));
    return "| " + String.join(" | ", cells) + " |\n";
  }

  private static String cell(String form, double value) {
    return Double.isFinite(value) ? String.format(Locale.ROOT, form, value) : "";
  }

  /** What an engine told about itself: medians by query, and their sums. */
  private String counters(Contender contender) {
    List<String> names = measurements.counters(contender.name());
    if (names.isEmpty()) {
      return "";
    }
    StringBuilder table = new StringBuilder("\n## Inside " + contender.name() + ", warm\n\n");
    table
        .append("| query | ")
        .append(
            String.join(" | ", names)
                .replace(".nanos", " ms")
                .replace(".bytes", "")
                .replace(PER_MILLE, " %")
                .replace(NANODOLLARS, " µ$"))
        .append(" |\n|---");
    table.append("|---:".repeat(names.size())).append("|\n");
    double[] sums = new double[names.size()];
    for (String query : queries) {
      List<String> cells = new ArrayList<>(List.of(query));
      for (int i = 0; i < names.size(); i++) {
        OptionalDouble value = measurements.counter(contender.name(), query, names.get(i));
        sums[i] += value.orElse(0);
        cells.add(counter(names.get(i), value));
      }
      table.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }
    List<String> cells = new ArrayList<>(List.of("**all**"));
    for (int i = 0; i < names.size(); i++) {
      cells.add(
          names.get(i).endsWith(PER_MILLE)
              ? ""
              : counter(names.get(i), OptionalDouble.of(sums[i])));
    }
    return table.append("| ").append(String.join(" | ", cells)).append(" |\n").toString();
  }

  /** A counter by the unit that its name ends in. */
  private static String counter(String name, OptionalDouble value) {
    if (value.isEmpty()) {
      return "";
    }
    double number = value.getAsDouble();
    return name.endsWith(".bytes")
        ? new ByteSize(Math.round(number)).rounded()
        : name.endsWith(".nanos")
            ? String.format(Locale.ROOT, "%.1f", number / 1e6)
            : name.endsWith(NANODOLLARS)
                ? String.format(Locale.ROOT, "%.1f", number / 1e3)
                : name.endsWith(PER_MILLE)
                    ? String.format(Locale.ROOT, "%.1f", number / 10)
                    : String.format(Locale.ROOT, "%.0f", number);
  }

  private static String number(OptionalDouble value) {
    return value.isPresent() ? String.format(Locale.ROOT, "%.0f", value.getAsDouble()) : "";
  }
}

package dev.dunlin.driver.session;

import dev.dunlin.core.stage.FileFormat;
import dev.dunlin.core.store.ObjectStat;
import dev.dunlin.planner.catalog.FileTables;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Guesses what the data files below a folder are tables of, by their names alone. */
final class FoundTables {
  /** A number, or a random part of a name such as writers append. */
  private static final Pattern NUMBERED = Pattern.compile("[-0-9A-Fa-f]*[0-9][-0-9A-Fa-f]*");

  private FoundTables() {}

  /**
   * The tables below a folder: each folder in it, at whatever depth its files are; each file
   * directly in it, but files whose names differ in a number alone are one. A folder that holds
   * {@code key=value} folders is one table itself.
   *
   * @param folder as FROM would take it, with a slash at its end
   * @param prefix the folder's key, with a slash at its end
   */
  static List<FoundTable> of(String folder, String prefix, List<ObjectStat> files) {
    Map<String, List<ObjectStat>> groups = new TreeMap<>();
    for (ObjectStat file : files) {
      String rest = file.uri().key().substring(prefix.length());
      Optional<FileFormat> format = FileTables.formatOf(file.uri().name());
      if (format.isPresent() && !isHidden(rest)) {
        groups.computeIfAbsent(table(rest), _ -> new ArrayList<>()).add(file);
      }
    }
    List<FoundTable> tables = new ArrayList<>();
    groups.forEach((name, its) -> tables.addAll(tables(folder, name, its)));
    return tables;
  }

  private static String table(String rest) {
    int slash = rest.indexOf('/');
    if (slash >= 0) {
      return rest.substring(0, slash).indexOf('=') > 0 ? "" : rest.substring(0, slash + 1);
    }
    int dot = rest.indexOf('.', 1);
    Matcher numbered = NUMBERED.matcher(rest.substring(0, dot));
    return numbered.replaceAll("*") + rest.substring(dot);
  }

  /** One table for each format. */
  private static List<FoundTable> tables(String folder, String name, List<ObjectStat> files) {
    Map<FileFormat, List<ObjectStat>> formats = new TreeMap<>();
    for (ObjectStat file : files) {
      FileFormat format = FileTables.formatOf(file.uri().name()).orElseThrow();
      formats.computeIfAbsent(format, _ -> new ArrayList<>()).add(file);
    }
    List<FoundTable> tables = new ArrayList<>();
    formats.forEach(
        (format, its) -> {
          String written =
              its.size() == 1 && name.contains("*") ? its.getFirst().uri().name() : name;
          String extension = its.getFirst().uri().name();
          String pattern =
              formats.size() == 1 || !(name.isEmpty() || name.endsWith("/"))
                  ? ""
                  : "**/*" + extension.substring(extension.indexOf('.', 1));
          tables.add(
              new FoundTable(
                  folder + written + pattern,
                  format,
                  its.size(),
                  its.stream().mapToLong(ObjectStat::lengthBytes).sum()));
        });
    return tables;
  }

  private static boolean isHidden(String rest) {
    for (String name : rest.split("/", -1)) {
      if (name.startsWith(".") || name.startsWith("_")) {
        return true;
      }
    }
    return false;
  }
}

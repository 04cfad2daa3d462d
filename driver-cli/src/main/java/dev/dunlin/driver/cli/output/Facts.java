package dev.dunlin.driver.cli.output;

import dev.dunlin.core.config.Spelling;
import dev.dunlin.core.failure.UserErrorException;
import dev.dunlin.core.store.ObjectUri;
import dev.dunlin.driver.session.SessionCatalog;
import dev.dunlin.planner.Statement;
import dev.dunlin.planner.TableFacts;
import dev.dunlin.planner.catalog.FileTables;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;

/** What there is to say about a table without reading its rows. */
public final class Facts {
  private Facts() {}

  /**
   * A table's name as FROM takes it in double quotes, from what somebody wrote where only a table
   * or a path can stand: quoted or not, and a folder with or without a slash.
   *
   * @throws UserErrorException if it is no table's or view's name and no path
   */
  public static String name(SessionCatalog catalog, String written) {
    boolean quoted = written.length() > 1 && written.matches("(?s)'.*'|\".*\"");
    String name = quoted ? written.substring(1, written.length() - 1) : written;
    List<String> tables = catalog.tables();
    if (tables.stream().anyMatch(name::equalsIgnoreCase)) {
      return name;
    }
    if (!name.contains("://") && !name.endsWith("/") && Files.isDirectory(ObjectUri.pathOf(name))) {
      return name + "/";
    }
    if (!FileTables.looksLikePath(name)) {
      throw new UserErrorException(
          "There is no table and no folder '%s'.%s"
              .formatted(
                  name,
                  Spelling.nearest(name, tables)
                      .map(near -> " Did you mean '" + near + "'?")
                      .orElse("")));
    }
    return name;
  }

  /** The statement that gives a table's columns. */
  public static Statement describe(String name) {
    return new Statement("DESCRIBE " + identifier(name), 1);
  }

  /** A name as an identifier of SQL. */
  public static String identifier(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  /** Format, files, rows, bytes and row groups, in a line. */
  public static String line(TableFacts facts) {
    StringBuilder line = new StringBuilder(facts.format().name().toLowerCase(Locale.ROOT));
    line.append(", ").append(Texts.count(facts.files(), "file"));
    line.append(", ").append(facts.rowsExact() ? "" : "about ");
    line.append(Texts.count(facts.rows(), "row"));
    line.append(", ").append(Texts.bytes(facts.bytes()));
    if (facts.rowGroups() > 0) {
      line.append(", ").append(Texts.count(facts.rowGroups(), "row group"));
    }
    return line.toString();
  }
}

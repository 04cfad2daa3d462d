package dev.dunlin.planner.catalog;

import dev.dunlin.core.config.Spelling;
import dev.dunlin.core.failure.UserErrorException;
import dev.dunlin.core.store.InParallel;
import dev.dunlin.core.store.ObjectStat;
import dev.dunlin.core.store.ObjectStore;
import dev.dunlin.core.store.ObjectUri;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Finds the files that a user's paths mean. */
final class FileListing {
  private static final Comparator<ObjectStat> BY_ADDRESS =
      Comparator.comparing(stat -> stat.uri().toString());

  /** Folders, or paths, that are looked at at once. */
  private static final int AT_ONCE = 32;

  /** How often a folder is listed that is being replaced. */
  private static final int TRIES = 4;

  /** Stands for bytes that are no letter. */
  private static final char UNREADABLE_LETTER = '\uFFFD';

  private final ObjectStore store;
  private final WholeOutputs outputs;

  FileListing(ObjectStore store) {
    this.store = store;
    this.outputs = new WholeOutputs(store);
  }

  /**
   * The files of all paths, in the order of the paths and within one path in that of the names. A
   * folder means all files below it but hidden ones. Of a folder or a pattern only files of whole
   * outputs are meant ({@link WholeOutputs}).
   *
   * @param isData which of a folder's files are meant
   * @throws UserErrorException if a path leads to no file, or may not be read
   */
  List<TableFile> find(List<String> paths, Predicate<ObjectUri> isData) {
    if (paths.isEmpty()) {
      throw new UserErrorException("Cannot read a table from no path: name a file or a folder");
    }
    try {
      return InParallel.map(paths, AT_ONCE, path -> find(path, isData)).stream()
          .flatMap(List::stream)
          .toList();
    } catch (IOException e) {
      throw Unreadable.failure("Cannot look for files", e);
    }
  }

  private List<TableFile> find(String path, Predicate<ObjectUri> isData) {
    for (int tries = 1; ; tries++) {
      try {
        return named(path, isData);
      } catch (IOException e) {
        throw Unreadable.because(path, e);
      } catch (WholeOutputs.Unsettled e) {
        if (tries == TRIES) {
          throw new UserErrorException("Cannot read '%s': %s".formatted(path, e.getMessage()), e);
        }
      }
    }
  }

  private List<TableFile> named(String path, Predicate<ObjectUri> isData)
      throws IOException, WholeOutputs.Unsettled {
    ObjectUri literal = PathPattern.address(path);
    String relativeTo = path.contains("://") || path.startsWith("/") ? "" : workingFolder();
    // A file may have brackets in its name: as in DuckDB, it then is the one that is meant.
    if (!path.contains("*") && !path.contains("?")) {
      Optional<ObjectStat> file = stat(literal);
      if (file.isPresent()) {
        return List.of(HiveFolders.file(file.get(), relativeTo));
      }
    }
    if (!PathPattern.hasWildcard(path)) {
      return folder(path, literal, isData);
    }
    List<ObjectStat> one = new ArrayList<>();
    List<Listing> many = new ArrayList<>();
    Predicate<ObjectUri> isMeant = file -> false;
    for (String alternative : PathPattern.alternatives(path)) {
      PathPattern pattern = PathPattern.parse(alternative);
      if (pattern.names().isEmpty()) {
        stat(pattern.root()).ifPresent(one::add);
      } else {
        many.add(match(pattern, 0, pattern.root()));
        isMeant = isMeant.or(pattern.addresses());
      }
    }
    List<ObjectStat> found = new ArrayList<>(outputs.of(Listing.ofAll(many), isMeant));
    found.addAll(one);
    if (found.isEmpty()) {
      ObjectUri root = PathPattern.parse(PathPattern.alternatives(path).getFirst()).root();
      throw new UserErrorException(
          isEmpty(root) && !isFolder(root)
              ? "No file matches '%s': there is no folder %s.%s"
                  .formatted(path, root, nearest("", root))
              : "No file matches '%s'; %s has %s"
                  .formatted(path, root, someNames(store.children(root))));
    }
    return found.stream()
        .distinct()
        .sorted(BY_ADDRESS)
        .map(stat -> HiveFolders.file(named(stat), relativeTo))
        .toList();
  }

  /** The same; not one that Java cannot name, who then would not be found under its name. */
  private static ObjectStat named(ObjectStat file) {
    if (file.uri().isFile()
        && file.uri().key().indexOf(UNREADABLE_LETTER) >= 0
        && !Files.exists(file.uri().path())) {
      throw new UserErrorException(
          "Cannot read %s: its name is not UTF-8 text. Rename it, or leave it out by a pattern"
              .formatted(file.uri()));
    }
    return file;
  }

  private static String workingFolder() {
    return ObjectUri.parse(".").key();
  }

  private List<TableFile> folder(String path, ObjectUri folder, Predicate<ObjectUri> isData)
      throws IOException, WholeOutputs.Unsettled {
    ObjectUri prefix = folder.resolve("");
    List<ObjectStat> below = store.list(prefix);
    if (below.isEmpty() && isFolder(folder)) {
      throw new UserErrorException("The folder '%s' is empty".formatted(path));
    }
    if (below.isEmpty()) {
      throw new UserErrorException(
          "There is no file or folder '%s'.%s".formatted(path, nearest(path, folder)));
    }
    Predicate<ObjectUri> isMeant =
        file ->
            file.toString().startsWith(prefix.toString())
                && !hidden(rest(file, prefix))
                && isData.test(file);
    Listing listing =
        Listing.ofTree(
            prefix,
            below.stream().filter(stat -> !inHiddenFolder(rest(stat.uri(), prefix))).toList(),
            below.stream().filter(stat -> isMeant.test(stat.uri())).toList());
    List<TableFile> files =
        outputs.of(listing, isMeant).stream()
            .sorted(BY_ADDRESS)
            .map(stat -> HiveFolders.file(named(stat), prefix.key()))
            .toList();
    if (files.isEmpty()) {
      throw new UserErrorException(
          "The folder '%s' holds no data files; it has %s. Name the files by a pattern, or their"
                  .formatted(path, someNames(store.children(folder)))
              + " format: read_csv('%s')".formatted(path));
    }
    return files;
  }

  /** What matches a pattern from one of its names on, below a folder that matches so far. */
  private Listing match(PathPattern pattern, int at, ObjectUri folder) throws IOException {
    String name = pattern.names().get(at);
    boolean last = at == pattern.names().size() - 1;
    if (name.equals(PathPattern.ANY_FOLDERS)) {
      ObjectUri prefix = folder.resolve("");
      Pattern regex = pattern.below(at);
      List<ObjectStat> visible =
          store.list(prefix).stream()
              .filter(stat -> !inHiddenFolder(rest(stat.uri(), prefix)))
              .toList();
      return Listing.ofTree(
          prefix,
          visible,
          visible.stream()
              .filter(stat -> !PathPattern.isHidden(stat.uri().name()))
              .filter(stat -> regex.matcher(rest(stat.uri(), prefix)).matches())
              .toList());
    }
    if (!PathPattern.hasWildcard(name)) {
      return last
          ? Listing.of(stat(folder.resolve(name)).stream().toList())
          : match(pattern, at + 1, folder.resolve(name));
    }
    Pattern regex = new PathPattern(folder, List.of(name)).below(0);
    ObjectStore.Children children = store.children(folder);
    if (last) {
      return Listing.ofFolder(
          folder,
          children.objects(),
          children.objects().stream().filter(stat -> visibleMatch(stat.uri(), regex)).toList());
    }
    List<ObjectUri> folders =
        children.folders().stream().filter(child -> visibleMatch(child, regex)).toList();
    List<Listing> below = new ArrayList<>();
    below.add(Listing.ofFolder(folder, children.objects(), List.of()));
    below.addAll(InParallel.map(folders, AT_ONCE, child -> match(pattern, at + 1, child)));
    return Listing.ofAll(below);
  }

  /** Whether there is such a folder, which may be empty. */
  private boolean isFolder(ObjectUri uri) throws IOException {
    return store.children(parent(uri)).folders().contains(uri);
  }

  private static ObjectUri parent(ObjectUri uri) {
    String key =
        uri.key().endsWith("/") ? uri.key().substring(0, uri.key().length() - 1) : uri.key();
    int slash = key.lastIndexOf('/');
    return new ObjectUri(uri.scheme(), uri.bucket(), slash < 0 ? "" : key.substring(0, slash));
  }

  /** Whether a name that is no path in form would lead to something if it were one. */
  Optional<Found> found(String name) {
    ObjectUri uri = PathPattern.address(name);
    try {
      return stat(uri).isPresent()
          ? Optional.of(Found.FILE)
          : !isEmpty(uri)
              ? Optional.of(Found.FOLDER)
              : isFolder(uri) ? Optional.of(Found.EMPTY_FOLDER) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty(); // Nothing that could be read either.
    }
  }

  /** What stands at an address. */
  enum Found {
    FILE,
    FOLDER,
    EMPTY_FOLDER
  }

  private static boolean visibleMatch(ObjectUri uri, Pattern regex) {
    return !PathPattern.isHidden(uri.name()) && regex.matcher(uri.name()).matches();
  }

  private Optional<ObjectStat> stat(ObjectUri uri) throws IOException {
    if (uri.key().isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(store.stat(uri));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  private static String rest(ObjectUri uri, ObjectUri prefix) {
    return uri.key().substring(prefix.key().length());
  }

  private static boolean hidden(String rest) {
    for (String name : rest.split("/", -1)) {
      if (PathPattern.isHidden(name)) {
        return true;
      }
    }
    return false;
  }

  private static boolean inHiddenFolder(String rest) {
    return hidden(rest.substring(0, rest.lastIndexOf('/') + 1) + "visible");
  }

  private boolean isEmpty(ObjectUri folder) throws IOException {
    ObjectStore.Children children = store.children(folder);
    return children.objects().isEmpty() && children.folders().isEmpty();
  }

  /** What somebody may have meant by a path that leads nowhere, or where it stops leading. */
  private String nearest(String path, ObjectUri missing) throws IOException {
    ObjectUri parent = parent(missing);
    List<String> siblings = names(store.children(parent));
    if (siblings.isEmpty() && isFolder(parent)) {
      return " The folder " + parent + " is empty.";
    }
    if (siblings.isEmpty()) {
      return " Nor is there a folder "
          + parent
          + "."
          + (parent.key().isEmpty() ? "" : nearest("", parent));
    }
    return Spelling.nearest(missing.name(), siblings)
        .map(near -> " Did you mean '" + beside(path, missing, near, parent) + "'?")
        .orElse(" The folder " + parent + " has " + someNames(store.children(parent)) + ".");
  }

  /** A sibling as the user would write it. */
  private static String beside(String path, ObjectUri missing, String name, ObjectUri parent) {
    return path.endsWith(missing.name())
        ? path.substring(0, path.length() - missing.name().length()) + name
        : parent.resolve(name).toString();
  }

  private static List<String> names(ObjectStore.Children children) {
    List<String> names = new ArrayList<>();
    children.folders().forEach(uri -> names.add(uri.name()));
    children.objects().forEach(stat -> names.add(stat.uri().name()));
    return names;
  }

  private static String someNames(ObjectStore.Children children) {
    List<String> names = names(children);
    return switch (names.size()) {
      case 0 -> "nothing";
      case 1, 2, 3, 4, 5 -> String.join(", ", names);
      default -> String.join(", ", names.subList(0, 4)) + " and " + (names.size() - 4) + " others";
    };
  }
}

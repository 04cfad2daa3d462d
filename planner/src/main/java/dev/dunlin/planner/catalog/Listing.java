package dev.dunlin.planner.catalog;

import dev.dunlin.core.output.OutputNames;
import dev.dunlin.core.store.ObjectStat;
import dev.dunlin.core.store.ObjectUri;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What was found for a path, and how much of the store was looked at for it.
 *
 * @param files those that are meant
 * @param marks each {@code _SUCCESS} that was seen, by the address of its folder
 * @param folders addresses, with a slash, of folders whose objects were all seen
 * @param trees the same of folders of which that is so, and of all folders below them
 */
record Listing(
    List<ObjectStat> files, Map<String, ObjectStat> marks, Set<String> folders, Set<String> trees) {
  Listing {
    files = List.copyOf(files);
    marks = new TreeMap<>(marks);
    folders = new TreeSet<>(folders);
    trees = new TreeSet<>(trees);
  }

  /** Files that were named one by one. */
  static Listing of(List<ObjectStat> files) {
    return new Listing(files, Map.of(), Set.of(), Set.of());
  }

  /** The objects directly in a folder, of which these are meant. */
  static Listing ofFolder(ObjectUri folder, Collection<ObjectStat> seen, List<ObjectStat> files) {
    return new Listing(files, marks(seen), Set.of(inside(folder)), Set.of());
  }

  /** The objects below a folder, of which these are meant. */
  static Listing ofTree(ObjectUri folder, Collection<ObjectStat> seen, List<ObjectStat> files) {
    return new Listing(files, marks(seen), Set.of(), Set.of(inside(folder)));
  }

  /** All of several; a file that is in two of them is there once. */
  static Listing ofAll(List<Listing> listings) {
    List<ObjectStat> files = new ArrayList<>();
    Map<String, ObjectStat> marks = new TreeMap<>();
    Set<String> folders = new TreeSet<>();
    Set<String> trees = new TreeSet<>();
    for (Listing listing : listings) {
      files.addAll(listing.files());
      marks.putAll(listing.marks());
      folders.addAll(listing.folders());
      trees.addAll(listing.trees());
    }
    return new Listing(files.stream().distinct().toList(), marks, folders, trees);
  }

  private static Map<String, ObjectStat> marks(Collection<ObjectStat> seen) {
    Map<String, ObjectStat> marks = new TreeMap<>();
    for (ObjectStat object : seen) {
      if (object.uri().name().equals(OutputNames.SUCCESS)) {
        marks.put(folderOf(object.uri()).toString(), object);
      }
    }
    return marks;
  }

  /** The folder that an object is in, without a trailing slash. */
  static ObjectUri folderOf(ObjectUri object) {
    int slash = object.key().lastIndexOf('/');
    return new ObjectUri(
        object.scheme(), object.bucket(), slash < 0 ? "" : object.key().substring(0, slash));
  }

  private static String inside(ObjectUri folder) {
    return folder.resolve("").toString();
  }

  /** Whether a {@code _SUCCESS} of this folder would have been seen. */
  boolean covers(ObjectUri folder) {
    String inside = inside(folder);
    if (folders.contains(inside)) {
      return true;
    }
    for (int slash = inside.lastIndexOf('/');
        slash > 0;
        slash = inside.lastIndexOf('/', slash - 1)) {
      if (trees.contains(inside.substring(0, slash + 1))) {
        return true;
      }
    }
    return false;
  }
}

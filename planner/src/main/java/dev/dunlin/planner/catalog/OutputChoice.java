package dev.dunlin.planner.catalog;

import dev.dunlin.core.failure.UserErrorException;
import dev.dunlin.core.output.OutputClaim;
import dev.dunlin.core.output.OutputClaim.Replaced;
import dev.dunlin.core.output.OutputNames;
import dev.dunlin.core.store.ObjectStat;
import dev.dunlin.core.store.ObjectUri;
import dev.dunlin.planner.catalog.WholeOutputs.Unsettled;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Which of some files are of whole outputs.
 *
 * <p>A file is of the output of the innermost folder that has a {@code _SUCCESS} of ours. What that
 * names is taken. A file that it does not name and that bears a job's id is of an output that is
 * not whole, or was replaced; any other is somebody's addition, and is taken. Where there is no
 * {@code _SUCCESS} of ours, all is taken but what the claim of a job says is not yet to be read.
 */
final class OutputChoice {
  private static final int MOST_NAMES = 5;

  private final List<ObjectStat> files;
  private final Map<ObjectUri, OutputMark> marks;
  private final Set<ObjectStat> passed = new HashSet<>();

  /** Files of jobs that have not committed, each with its folder. */
  private final Map<String, ObjectUri> uncommitted = new LinkedHashMap<>();

  /**
   * A choice among files.
   *
   * @param marks each {@code _SUCCESS} of ours, by its folder
   */
  OutputChoice(List<ObjectStat> files, Map<ObjectUri, OutputMark> marks) {
    this.files = files;
    this.marks = new LinkedHashMap<>(marks);
  }

  /** The id of the job that has given a file its name, or empty. */
  static String jobOf(ObjectUri file) {
    return OutputNames.jobOf(file.name());
  }

  /**
   * The folders that a file may be of an output of, the innermost first, by its address alone: its
   * own, and from a {@code key=value} folder the one above it.
   */
  static List<ObjectUri> roots(ObjectUri file) {
    List<ObjectUri> roots = new ArrayList<>();
    ObjectUri folder = Listing.folderOf(file);
    roots.add(folder);
    while (folder.name().indexOf('=') > 0) {
      folder = Listing.folderOf(folder);
      roots.add(folder);
    }
    return roots;
  }

  /** The same, and all above that have a {@code _SUCCESS} of ours. */
  private Set<ObjectUri> rootsAndMarked(ObjectUri file) {
    Set<ObjectUri> roots = new LinkedHashSet<>(roots(file));
    roots.addAll(marked(file));
    return roots;
  }

  /** The folders above a file that have a {@code _SUCCESS} of ours, the innermost first. */
  private List<ObjectUri> marked(ObjectUri file) {
    List<ObjectUri> marked = new ArrayList<>();
    ObjectUri at = file;
    while (!at.key().isEmpty()) {
      at = Listing.folderOf(at);
      if (marks.containsKey(at)) {
        marked.add(at);
      }
    }
    return marked;
  }

  private Optional<ObjectUri> governing(ObjectUri file) {
    return marked(file).stream().findFirst();
  }

  private Optional<Long> namedLength(ObjectUri folder, ObjectUri file) {
    OutputMark mark = marks.get(folder);
    return mark == null
        ? Optional.empty()
        : Optional.ofNullable(mark.lengths().get(OutputNames.below(folder, file)));
  }

  /** Folders whose claims have to be known: something in them is not explained without. */
  Set<ObjectUri> doubtful() {
    Set<ObjectUri> doubtful = new LinkedHashSet<>();
    for (ObjectStat file : files) {
      Optional<ObjectUri> folder = governing(file.uri());
      boolean isExplained =
          folder.isPresent()
              ? namedLength(folder.get(), file.uri()).isPresent()
              : jobOf(file.uri()).isEmpty();
      if (!isExplained) {
        doubtful.addAll(rootsAndMarked(file.uri()));
      }
    }
    // One output within another may be about to go, as the other has replaced it.
    for (ObjectUri folder : marks.keySet()) {
      if (!folder.key().isEmpty()) {
        doubtful.addAll(marked(folder));
      }
    }
    return doubtful;
  }

  /** Takes into account which jobs are changing folders, or died while they did. */
  void consider(Map<ObjectUri, OutputClaim> claims) {
    claims.entrySet().stream()
        .sorted(Comparator.comparing(claim -> claim.getKey().key().length())) // Outer ones first.
        .forEach(claim -> consider(claim.getKey(), claim.getValue()));
  }

  private void consider(ObjectUri folder, OutputClaim claim) {
    OutputMark mark = marks.get(folder);
    if (mark == null || !mark.job().equals(claim.job())) {
      String inside = folder.resolve("").toString();
      for (ObjectStat file : files) {
        if (jobOf(file.uri()).equals(claim.job()) && file.uri().toString().startsWith(inside)) {
          passed.add(file);
          uncommitted.put(claim.job(), folder);
        }
      }
      return;
    }
    Map<ObjectUri, String> replaced = new HashMap<>();
    for (Replaced old : claim.replaced()) {
      replaced.put(folder.resolve(old.name()), old.etag());
    }
    files.stream()
        .filter(file -> file.etag().equals(replaced.get(file.uri())))
        .forEach(passed::add);
    marks.values().removeIf(other -> other.stat().etag().equals(replaced.get(other.stat().uri())));
  }

  /**
   * The files to be read.
   *
   * @param isMeant which files are to be there, if a {@code _SUCCESS} names them
   * @throws Unsettled if they are not what a {@code _SUCCESS} says
   * @throws UserErrorException if there is no output yet
   */
  List<ObjectStat> files(Predicate<ObjectUri> isMeant) throws Unsettled {
    List<ObjectStat> chosen = new ArrayList<>();
    Map<ObjectUri, List<String>> strays = new LinkedHashMap<>();
    Set<ObjectUri> found = new HashSet<>();
    for (ObjectStat file : files) {
      if (passed.contains(file)) {
        continue;
      }
      Optional<ObjectUri> folder = governing(file.uri());
      Optional<Long> length = folder.flatMap(of -> namedLength(of, file.uri()));
      if (length.isPresent() && length.get() != file.lengthBytes()) {
        throw new Unsettled(
            "%s has %d bytes, and %d when it was written, as %s says: it was changed, or copied in part. Write the output again, or remove that _SUCCESS to read what is there"
                .formatted(file.uri(), file.lengthBytes(), length.get(), mark(folder.get())));
      }
      if (folder.isPresent() && length.isEmpty() && !jobOf(file.uri()).isEmpty()) {
        strays
            .computeIfAbsent(folder.get(), _ -> new ArrayList<>())
            .add(OutputNames.below(folder.get(), file.uri()));
        continue;
      }
      found.add(file.uri());
      chosen.add(file);
    }
    for (var stray : strays.entrySet()) {
      throw new Unsettled(
          "%s does not name %s, which another job has written. Move what does not belong there away, or remove that _SUCCESS to read all"
              .formatted(mark(stray.getKey()), some(stray.getValue())));
    }
    checkAllThere(found, isMeant);
    if (chosen.isEmpty() && !uncommitted.isEmpty()) {
      var one = uncommitted.entrySet().iterator().next();
      throw new UserErrorException(
          "There is no output in %s yet: job %s is writing it, or died while it did. If it is dead, run %s"
              .formatted(one.getValue(), one.getKey(), OutputNames.mendingCommand(one.getValue())));
    }
    return chosen;
  }

  private void checkAllThere(Set<ObjectUri> found, Predicate<ObjectUri> isMeant) throws Unsettled {
    for (ObjectUri folder : marks.keySet()) {
      List<String> missing = new ArrayList<>();
      for (String name : marks.get(folder).lengths().keySet()) {
        ObjectUri file = folder.resolve(name);
        if (!found.contains(file)
            && isMeant.test(file)
            && governing(file).equals(Optional.of(folder))) {
          missing.add(name);
        }
      }
      if (!missing.isEmpty()) {
        throw new Unsettled(
            "%s names %s, which %s not there any more. Write the output again with OVERWRITE, or remove that _SUCCESS to read what is left"
                .formatted(mark(folder), some(missing), missing.size() == 1 ? "is" : "are"));
      }
    }
  }

  private static ObjectUri mark(ObjectUri folder) {
    return folder.resolve(OutputNames.SUCCESS);
  }

  private static String some(List<String> names) {
    return names.size() <= MOST_NAMES
        ? String.join(", ", names)
        : "%s and %d more files"
            .formatted(String.join(", ", names.subList(0, MOST_NAMES)), names.size() - MOST_NAMES);
  }
}

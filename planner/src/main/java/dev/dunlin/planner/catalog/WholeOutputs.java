package dev.dunlin.planner.catalog;

import dev.dunlin.core.failure.UserErrorException;
import dev.dunlin.core.output.OutputClaim;
import dev.dunlin.core.output.OutputManifest;
import dev.dunlin.core.output.OutputNames;
import dev.dunlin.core.store.InParallel;
import dev.dunlin.core.store.ObjectChangedException;
import dev.dunlin.core.store.ObjectStat;
import dev.dunlin.core.store.ObjectStore;
import dev.dunlin.core.store.ObjectUri;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * Takes from what was found the files that are of whole outputs, by what {@code _SUCCESS} and the
 * claims of jobs say (docs/adr/0008). Files that no job of ours has written are taken as they are.
 * A manifest is kept until its {@code _SUCCESS} changes. Thread-safe.
 */
final class WholeOutputs {
  /** What was found does not fit together; it may be changing just now. */
  static final class Unsettled extends Exception {
    private static final long serialVersionUID = 1L;

    Unsettled(String message) {
      super(message);
    }
  }

  private static final int AT_ONCE = 32;

  private final ObjectStore store;
  private final Map<ObjectUri, Read> known = new ConcurrentHashMap<>();

  WholeOutputs(ObjectStore store) {
    this.store = store;
  }

  /** What a {@code _SUCCESS} says, which is nothing where it is another program's. */
  private record Read(ObjectStat mark, Optional<OutputManifest> content) {}

  /**
   * The files to be read, in their order.
   *
   * @param isMeant which files the path means
   * @throws Unsettled if the files are not one whole output each; when listed again they may be
   * @throws UserErrorException if they will not be
   */
  List<ObjectStat> of(Listing listing, Predicate<ObjectUri> isMeant) throws IOException, Unsettled {
    Map<ObjectUri, Optional<ObjectStat>> seen = seen(listing);
    OutputChoice choice = new OutputChoice(listing.files(), ours(seen));
    Set<ObjectUri> doubtful = choice.doubtful();
    if (!doubtful.isEmpty()) {
      choice.consider(claims(List.copyOf(doubtful), listing, seen));
    }
    return choice.files(isMeant);
  }

  /** Each {@code _SUCCESS} that was listed, or that a file may be of and was looked for. */
  private Map<ObjectUri, Optional<ObjectStat>> seen(Listing listing) throws IOException {
    Map<ObjectUri, Optional<ObjectStat>> seen = new LinkedHashMap<>();
    for (ObjectStat mark : listing.marks().values()) {
      seen.put(Listing.folderOf(mark.uri()), Optional.of(mark));
    }
    Set<ObjectUri> unlisted = new LinkedHashSet<>();
    for (ObjectStat file : listing.files()) {
      OutputChoice.roots(file.uri()).stream()
          .filter(root -> !listing.covers(root))
          .forEach(unlisted::add);
    }
    List<ObjectUri> folders = List.copyOf(unlisted);
    List<Optional<ObjectStat>> marks = InParallel.map(folders, AT_ONCE, this::mark);
    for (int i = 0; i < folders.size(); i++) {
      seen.put(folders.get(i), marks.get(i));
    }
    return seen;
  }

  /** Of these, those that are ours. */
  private Map<ObjectUri, OutputMark> ours(Map<ObjectUri, Optional<ObjectStat>> seen)
      throws IOException, Unsettled {
    List<ObjectStat> marks = seen.values().stream().flatMap(Optional::stream).toList();
    Map<ObjectUri, OutputMark> ours = new LinkedHashMap<>();
    for (Optional<Read> read : InParallel.map(marks, AT_ONCE, this::read)) {
      ObjectStat mark = read.orElseThrow(WholeOutputs::changing).mark();
      read.get()
          .content()
          .ifPresent(
              manifest -> ours.put(Listing.folderOf(mark.uri()), OutputMark.of(mark, manifest)));
    }
    return ours;
  }

  private static Unsettled changing() {
    return new Unsettled("it is being replaced just now. Run it again");
  }

  /** The {@code _SUCCESS} of a folder that was not listed; who may not look there has none. */
  private Optional<ObjectStat> mark(ObjectUri folder) throws IOException {
    try {
      return Optional.of(store.stat(folder.resolve(OutputNames.SUCCESS)));
    } catch (NoSuchFileException | AccessDeniedException e) {
      return Optional.empty();
    }
  }

  /** Empty if it is not there any more as it was seen. */
  private Optional<Read> read(ObjectStat mark) throws IOException {
    Read before = known.get(mark.uri());
    if (before != null && before.mark().equals(mark)) {
      return Optional.of(before);
    }
    Optional<byte[]> content = mark.lengthBytes() == 0 ? Optional.of(new byte[0]) : content(mark);
    if (content.isEmpty()) {
      return Optional.empty();
    }
    try {
      Read read = new Read(mark, OutputManifest.parse(content.get()));
      known.put(mark.uri(), read);
      return Optional.of(read);
    } catch (IllegalArgumentException e) {
      throw new UserErrorException(
          "Cannot tell which files are the output: %s: %s".formatted(mark.uri(), e.getMessage()),
          e);
    }
  }

  private Optional<byte[]> content(ObjectStat version) throws IOException {
    try (InputStream in = store.read(version, 0, version.lengthBytes())) {
      return Optional.of(in.readAllBytes());
    } catch (NoSuchFileException | ObjectChangedException e) {
      return Optional.empty();
    }
  }

  /** The claims on folders, each of which is looked at anew. */
  private Map<ObjectUri, OutputClaim> claims(
      List<ObjectUri> folders, Listing listing, Map<ObjectUri, Optional<ObjectStat>> seen)
      throws IOException, Unsettled {
    Map<ObjectUri, OutputClaim> claims = new LinkedHashMap<>();
    for (Look look : InParallel.map(folders, AT_ONCE, this::look)) {
      boolean wasSeen = listing.covers(look.folder()) || seen.containsKey(look.folder());
      if (wasSeen && !seen.getOrDefault(look.folder(), Optional.empty()).equals(look.mark())) {
        throw changing();
      }
      look.claim().ifPresent(claim -> claims.put(look.folder(), claim));
    }
    return claims;
  }

  private record Look(ObjectUri folder, Optional<ObjectStat> mark, Optional<OutputClaim> claim) {}

  private Look look(ObjectUri folder) throws IOException {
    // In this order: a claim goes after its job's _SUCCESS has come.
    Optional<OutputClaim> claim = claim(folder);
    return new Look(folder, mark(folder), claim);
  }

  private Optional<OutputClaim> claim(ObjectUri folder) throws IOException {
    ObjectUri place = OutputNames.claim(folder);
    try {
      ObjectStat stat = store.stat(place);
      return content(stat).map(OutputClaim::parse);
    } catch (NoSuchFileException | AccessDeniedException e) {
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      throw new UserErrorException(
          "Cannot tell who changes the output: %s: %s".formatted(place, e.getMessage()), e);
    }
  }
}

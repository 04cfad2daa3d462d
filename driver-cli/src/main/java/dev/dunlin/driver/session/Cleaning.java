package dev.dunlin.driver.session;

import dev.dunlin.core.config.Config;
import dev.dunlin.core.config.ConfigKeys;
import dev.dunlin.core.failure.UserErrorException;
import dev.dunlin.core.store.ObjectStore;
import dev.dunlin.core.store.ObjectUri;
import dev.dunlin.driver.work.JobTraces;
import dev.dunlin.driver.work.WorkFolder;
import dev.dunlin.driver.work.WorkFolder.DriverFolder;
import dev.dunlin.shuffle.FileLeftovers;
import dev.dunlin.shuffle.FileObjectStore;
import dev.dunlin.shuffle.Leftover;
import dev.dunlin.shuffle.Leftovers;
import dev.dunlin.shuffle.RoutingObjectStore;
import dev.dunlin.shuffle.s3.S3ObjectStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Looks for what killed jobs have left, and removes it. Not thread-safe.
 *
 * <p>The jobs of this machine are known by their drivers' folders, which tell whether the driver
 * lives. Of any other job only its age is known.
 */
public final class Cleaning implements AutoCloseable {
  /** Whether somebody may still need it. */
  public enum Verdict {
    /** Its driver is dead. */
    DEAD,
    /** Nobody here knows its job, and it has not been touched for long. */
    OLD,
    /** Nobody here knows its job, which may be at work. */
    YOUNG,
    /** Its driver lives. */
    LIVING
  }

  /** Something that a job has left, or is at work on. */
  public record Finding(Leftover leftover, Verdict verdict) {
    /** Whether it may be removed. */
    public boolean isRemovable() {
      return verdict == Verdict.DEAD || verdict == Verdict.OLD;
    }
  }

  private final Config config;
  private final Consumer<String> warnings;
  private final S3ObjectStore s3;
  private final ObjectStore store;
  private final FileLeftovers files = new FileLeftovers();
  private final Map<Leftover, DriverFolder> drivers = new LinkedHashMap<>();

  /**
   * A cleaning of the places that a configuration names.
   *
   * @param warnings is told where a dead driver has been and nobody can look
   */
  public Cleaning(Config config, Consumer<String> warnings) {
    this.config = config;
    this.warnings = warnings;
    this.s3 = Stores.s3(() -> config);
    this.store = new RoutingObjectStore(Map.of("file", new FileObjectStore(), "s3", s3));
  }

  /**
   * Looks for leftovers, and changes nothing: of the work folder or prefix, of the outputs of dead
   * drivers of this machine, and of more outputs.
   *
   * @param outputs folders that were written to, or folders of such
   * @param before what was touched last before this is old
   */
  public List<Finding> find(Collection<ObjectUri> outputs, Instant before) throws IOException {
    Set<String> dead = new TreeSet<>();
    Set<String> living = new TreeSet<>();
    Set<ObjectUri> theirOutputs = new LinkedHashSet<>();
    Set<ObjectUri> theirWorks = new LinkedHashSet<>();
    List<ObjectUri> works = new ArrayList<>();
    Set<Leftover> found = new LinkedHashSet<>();
    List<Finding> findings = new ArrayList<>();
    String uri = config.value(ConfigKeys.WORK_URI);
    Set<Path> shared = new LinkedHashSet<>(List.of(WorkFolder.standard()));
    if (!uri.isEmpty()) {
      ObjectUri work = ObjectUri.parse(uri);
      if (work.isFile()) {
        shared.add(work.path());
      } else {
        works.add(work);
      }
    }
    for (Path folder : shared) {
      for (DriverFolder driver : WorkFolder.look(folder, warnings)) {
        Leftover leftover = FileLeftovers.ofDriver(driver.path());
        findings.add(new Finding(leftover, driver.isAlive() ? Verdict.LIVING : Verdict.DEAD));
        drivers.put(leftover, driver);
        for (JobTraces traces : driver.jobs()) {
          (driver.isAlive() ? living : dead).add(traces.job().toString());
          if (!driver.isAlive()) {
            traces.output().ifPresent(theirOutputs::add);
            traces.work().map(Cleaning::parent).ifPresent(theirWorks::add);
          }
        }
      }
    }
    Set<String> known = new TreeSet<>(living);
    known.addAll(dead);
    for (ObjectUri place : outputs) {
      found.addAll(leftovers(place).ofOutput(place, known));
    }
    for (ObjectUri work : works) {
      found.addAll(leftovers(work).ofWork(work));
    }
    for (ObjectUri place : theirOutputs) {
      look(() -> found.addAll(leftovers(place).ofOutput(place, known)));
    }
    for (ObjectUri work : theirWorks) {
      look(() -> found.addAll(leftovers(work).ofWork(work)));
    }
    for (Leftover leftover : found) {
      Verdict verdict =
          living.contains(leftover.job())
              ? Verdict.LIVING
              : dead.contains(leftover.job())
                  ? Verdict.DEAD
                  : leftover.touched().isBefore(before) ? Verdict.OLD : Verdict.YOUNG;
      findings.add(new Finding(leftover, verdict));
    }
    findings.sort(Comparator.comparing(finding -> finding.leftover().place().toString()));
    return findings;
  }

  private interface Looking {
    void run() throws IOException;
  }

  /** Looks where a dead driver has been; that it cannot be looked at is no reason to stop. */
  private void look(Looking looking) {
    try {
      looking.run();
    } catch (IOException | UserErrorException e) {
      warnings.accept("Cannot look where a dead driver has been: " + e.getMessage());
    }
  }

  private static ObjectUri parent(ObjectUri prefix) {
    int slash = prefix.key().lastIndexOf('/');
    return new ObjectUri(
        prefix.scheme(), prefix.bucket(), slash < 0 ? "" : prefix.key().substring(0, slash));
  }

  private Leftovers leftovers(ObjectUri place) {
    return place.isFile() ? files : s3.leftovers();
  }

  /** Removes a finding; one that is not there any more is no error. */
  public void remove(Finding finding) throws IOException {
    if (!finding.isRemovable()) {
      throw new IllegalArgumentException("Somebody may need it: " + finding);
    }
    DriverFolder driver = drivers.get(finding.leftover());
    if (driver == null) {
      leftovers(finding.leftover().place()).remove(finding.leftover());
    } else {
      WorkFolder.remove(driver, store);
    }
  }

  @Override
  public void close() {
    try {
      store.close();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot close the object stores: " + e.getMessage(), e);
    }
  }
}

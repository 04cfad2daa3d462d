package dev.dunlin.shuffle.s3;

import dev.dunlin.core.output.OutputClaim.Replaced;
import dev.dunlin.core.output.OutputFile;
import dev.dunlin.core.output.OutputManifest;
import dev.dunlin.core.output.OutputNames;
import dev.dunlin.core.store.ObjectStat;
import dev.dunlin.core.store.ObjectUri;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * An output's folder as a listing has found it.
 *
 * @param objects all below it but {@code _SUCCESS} and a claim on it
 * @param success {@code _SUCCESS}, if it is there
 * @param manifest what it says, where it is ours
 */
record SeenFolder(
    ObjectUri folder,
    List<ObjectStat> objects,
    Optional<ObjectStat> success,
    Optional<OutputManifest> manifest) {

  SeenFolder {
    objects = List.copyOf(objects);
  }

  boolean isEmpty() {
    return objects.isEmpty() && success.isEmpty();
  }

  /** Whether what is there, whole, is this job's output. */
  boolean isOf(String job) {
    return manifest.isPresent() && manifest.get().job().equals(job);
  }

  /** Whether files are there, as long as they are to be. */
  boolean hasAll(List<OutputFile> files) {
    Map<String, Long> lengths = new HashMap<>();
    objects.forEach(object -> lengths.put(name(object), object.lengthBytes()));
    return files.stream()
        .allMatch(file -> Long.valueOf(file.bytes()).equals(lengths.get(file.name())));
  }

  /** What is not a job's own, by its name. */
  List<ObjectStat> others(String job) {
    return objects.stream().filter(object -> !jobOf(object).equals(job)).toList();
  }

  /** What bears a job's id and is not of the output that {@code _SUCCESS} names. */
  List<ObjectUri> uncommitted(String job) {
    Set<String> named = named();
    return objects.stream()
        .filter(object -> jobOf(object).equals(job) && !named.contains(name(object)))
        .map(ObjectStat::uri)
        .toList();
  }

  /** All that goes when these targets take its place. */
  List<Replaced> replacedBy(Collection<ObjectUri> targets) {
    Set<ObjectUri> kept = new HashSet<>(targets);
    List<Replaced> replaced = new ArrayList<>();
    for (ObjectStat object : objects) {
      if (!kept.contains(object.uri())) {
        replaced.add(new Replaced(name(object), object.etag()));
      }
    }
    return replaced;
  }

  /** Of what was to go, that which is there as it was, and is not named by {@code _SUCCESS}. */
  List<ObjectUri> stillThere(List<Replaced> replaced) {
    Set<Replaced> old = new HashSet<>(replaced);
    Set<String> named = named();
    return objects.stream()
        .filter(object -> old.contains(new Replaced(name(object), object.etag())))
        .filter(object -> !named.contains(name(object)))
        .map(ObjectStat::uri)
        .toList();
  }

  private Set<String> named() {
    Set<String> named = new HashSet<>();
    manifest.ifPresent(m -> m.files().forEach(file -> named.add(file.name())));
    return named;
  }

  private String name(ObjectStat object) {
    return OutputNames.below(folder, object.uri());
  }

  private static String jobOf(ObjectStat object) {
    return OutputNames.jobOf(object.uri().name());
  }
}

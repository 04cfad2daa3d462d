package dev.dunlin.shuffle.s3;

import dev.dunlin.core.output.OutputClaim;
import dev.dunlin.core.output.OutputManifest;
import dev.dunlin.core.output.OutputNames;
import dev.dunlin.core.store.ObjectChangedException;
import dev.dunlin.core.store.ObjectStat;
import dev.dunlin.core.store.ObjectUri;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.util.Optional;

/**
 * The claims of jobs on folders in S3, and the {@code _SUCCESS} of their outputs: each is written
 * on the condition that it is still as its writer has seen it. Thread-safe.
 */
final class S3Claims {
  /**
   * A claim as it was seen.
   *
   * @param stat the object that holds it
   */
  record Held(ObjectStat stat, OutputClaim claim) {}

  private static final int TRIES = 5;

  private final S3ObjectStore store;
  private final ConditionalWrites writes;

  S3Claims(S3ObjectStore store, ConditionalWrites writes) {
    this.store = store;
    this.writes = writes;
  }

  /** The claim on a folder, if anybody has one. */
  Optional<Held> find(ObjectUri folder) throws IOException {
    ObjectUri place = OutputNames.claim(folder);
    for (int tries = 1; ; tries++) {
      try {
        ObjectStat stat = store.stat(place);
        return Optional.of(new Held(stat, OutputClaim.parse(content(stat))));
      } catch (NoSuchFileException e) {
        return Optional.empty();
      } catch (ObjectChangedException e) {
        if (tries == TRIES) {
          throw e;
        }
      } catch (IllegalArgumentException e) {
        throw new IOException("Cannot read the claim %s: %s".formatted(place, e.getMessage()), e);
      }
    }
  }

  private byte[] content(ObjectStat stat) throws IOException {
    try (InputStream in = store.read(stat, 0, stat.lengthBytes())) {
      return in.readAllBytes();
    }
  }

  /**
   * Claims a folder for a job, or finds that it has the claim from an earlier call.
   *
   * @throws IOException if another job has it, with what can be done about that
   */
  Held take(ObjectUri folder, String job) throws IOException {
    ObjectUri place = OutputNames.claim(folder);
    OutputClaim claim = OutputClaim.begun(job);
    for (int tries = 1; ; tries++) {
      Optional<ObjectStat> written = writes.put(place, claim.toBytes(), ConditionalWrites.ABSENT);
      if (written.isPresent()) {
        return new Held(written.get(), claim);
      }
      Optional<Held> there = find(folder);
      if (there.isPresent() && there.get().claim().job().equals(job)) {
        return there.get();
      }
      if (there.isPresent() || tries == TRIES) {
        throw new IOException(
            "job %s is publishing to it, or died while it did. If it is dead, run %s and try again"
                .formatted(
                    there.map(other -> other.claim().job()).orElse("another"),
                    OutputNames.mendingCommand(folder)));
      }
    }
  }

  /** Takes a claim a step further; empty if somebody else has changed or removed it. */
  Optional<Held> step(Held held, OutputClaim next) throws IOException {
    return writes
        .put(held.stat().uri(), next.toBytes(), held.stat().etag())
        .map(stat -> new Held(stat, next));
  }

  /** Gives a claim up; one that somebody else has changed or removed stays as it is. */
  void release(Held held) throws IOException {
    writes.delete(held.stat().uri(), held.stat().etag());
  }

  /**
   * What a {@code _SUCCESS} says; empty where it is another program's, or cannot be understood.
   *
   * @throws NoSuchFileException if it is not there any more
   */
  Optional<OutputManifest> manifest(ObjectStat success) throws IOException {
    if (success.lengthBytes() == 0) {
      return Optional.empty();
    }
    try {
      return OutputManifest.parse(content(success));
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // It is replaced whatever it says.
    }
  }

  /**
   * Writes {@code _SUCCESS}.
   *
   * @param seen the one that it replaces
   * @return false if there is another one than was seen
   */
  boolean writeSuccess(ObjectUri folder, Optional<ObjectStat> seen, OutputManifest manifest)
      throws IOException {
    return writes
        .put(
            folder.resolve(OutputNames.SUCCESS),
            manifest.toBytes(),
            seen.map(ObjectStat::etag).orElse(ConditionalWrites.ABSENT))
        .isPresent();
  }
}

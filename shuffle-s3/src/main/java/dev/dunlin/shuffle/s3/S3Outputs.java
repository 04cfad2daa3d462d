package dev.dunlin.shuffle.s3;

import dev.dunlin.core.output.OutputClaim;
import dev.dunlin.core.output.OutputClaim.State;
import dev.dunlin.core.output.OutputManifest;
import dev.dunlin.core.output.OutputNames;
import dev.dunlin.core.store.ObjectChangedException;
import dev.dunlin.core.store.ObjectStat;
import dev.dunlin.core.store.ObjectStore.Replace;
import dev.dunlin.core.store.ObjectUri;
import dev.dunlin.core.store.StagedObject;
import dev.dunlin.core.store.UnfinishedPublishException;
import dev.dunlin.shuffle.KeyOrder;
import dev.dunlin.shuffle.s3.S3Claims.Held;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A job's output in S3: uploads that nobody can see, completed when the job has succeeded.
 * Thread-safe.
 *
 * <p>S3 has no call that changes two objects at once. So the folder is claimed; the new files are
 * completed beside the old ones; the claim says that this is decided; {@code _SUCCESS}, which names
 * the files, makes the new ones the output; then the old ones go, and the claim. Whatever happens
 * in between, a reader that goes by {@code _SUCCESS} and the claim finds one output, whole
 * (docs/adr/0008).
 */
final class S3Outputs {
  private static final int TRIES = 5;

  private final S3ObjectStore store;
  private final StagedUploads staged;
  private final S3Claims claims;

  S3Outputs(S3ObjectStore store, StagedUploads staged, S3Claims claims) {
    this.store = store;
    this.staged = staged;
    this.claims = claims;
  }

  StagedObject stage(Path content, ObjectUri folder, String name, String job) throws IOException {
    return staged.stage(content, folder, name, job);
  }

  void publish(ObjectUri folder, List<StagedObject> objects, String job, Replace replace)
      throws IOException {
    Held claim = claims.take(folder, job);
    switch (claim.claim().state()) {
      case BEGUN -> new Publishing(folder, objects, job, claim).run(replace);
      case DECIDED -> finish(folder, claim);
      case UNDONE ->
          throw new IOException("job %s was taken for dead, and is taken back".formatted(job));
    }
  }

  private SeenFolder look(ObjectUri folder) throws IOException {
    ObjectUri mark = folder.resolve(OutputNames.SUCCESS);
    for (int tries = 1; ; tries++) {
      List<ObjectStat> objects = new ArrayList<>(store.list(folder.resolve("")));
      Optional<ObjectStat> success =
          objects.stream().filter(object -> object.uri().equals(mark)).findFirst();
      success.ifPresent(objects::remove);
      objects.removeIf(object -> object.uri().equals(OutputNames.claim(folder)));
      try {
        Optional<OutputManifest> manifest =
            success.isPresent() ? claims.manifest(success.get()) : Optional.empty();
        return new SeenFolder(folder, objects, success, manifest);
      } catch (NoSuchFileException | ObjectChangedException e) {
        if (tries == TRIES) {
          throw e;
        }
      }
    }
  }

  /** One job on its way to publish, with the claim in its hands. */
  private final class Publishing {
    private final ObjectUri folder;
    private final List<StagedObject> objects;
    private final String job;
    private final Set<ObjectUri> targets = new TreeSet<>(KeyOrder.INSTANCE);
    private Held claim;

    Publishing(ObjectUri folder, List<StagedObject> objects, String job, Held claim) {
      this.folder = folder;
      this.objects = List.copyOf(objects);
      this.job = job;
      this.claim = claim;
      objects.forEach(object -> targets.add(object.target()));
    }

    void run(Replace replace) throws IOException {
      SeenFolder old = checked(replace);
      if (old.isOf(job)) { // An earlier call of this job came to its end.
        claims.release(claim);
        return;
      }
      try {
        staged.abortOthers(folder, objects, job);
        staged.complete(objects, job);
        decide(old);
      } catch (IOException | RuntimeException e) {
        takeBack(e);
        throw e;
      }
      if (writeSuccess(old)) {
        removeOld();
      }
    }

    /** Looks what is there, and gives the claim up if it must stay. */
    private SeenFolder checked(Replace replace) throws IOException {
      try {
        SeenFolder old = look(folder);
        if (old.isOf(job)) {
          return old;
        }
        List<ObjectStat> others = old.others(job);
        if (replace == Replace.FAIL && !(others.isEmpty() && old.success().isEmpty())) {
          throw new FileAlreadyExistsException(folder.toString(), null, "the folder is not empty");
        }
        for (ObjectStat other : others) {
          if (targets.contains(other.uri())) {
            throw new IOException(
                "%s is there already, and no file of another job is written over"
                    .formatted(other.uri()));
          }
        }
        return old;
      } catch (IOException | RuntimeException e) {
        try {
          claims.release(claim);
        } catch (IOException left) {
          e.addSuppressed(left);
        }
        throw e;
      }
    }

    /** From here on the job may be brought to its end by anybody. */
    private void decide(SeenFolder old) throws IOException {
      OutputClaim decision =
          claim.claim().decided(OutputManifest.files(folder, objects), old.replacedBy(targets));
      Optional<Held> decided;
      try {
        decided = claims.step(claim, decision);
      } catch (IOException e) {
        decided = claims.find(folder).filter(now -> now.claim().equals(decision));
        if (decided.isEmpty()) {
          throw e;
        }
      }
      claim =
          decided.orElseThrow(
              () -> new IOException("somebody has taken job %s for dead".formatted(job)));
    }

    /**
     * Makes the new files the output.
     *
     * @return false if somebody else has done so, and goes on with what follows
     */
    private boolean writeSuccess(SeenFolder old) throws IOException {
      boolean written;
      try {
        written = claims.writeSuccess(folder, old.success(), claim.claim().manifest());
      } catch (AccessDeniedException e) { // So it was surely not written.
        takeBack(e);
        throw e;
      } catch (IOException | RuntimeException e) {
        throw new UnfinishedPublishException(
            "%s. Whether it was written is not known: Dunlin reads %s, and other programs may see more. Run %s, which brings it to its end"
                .formatted(
                    e.getMessage(),
                    old.isEmpty() ? "nothing or all of it" : "the old output or the new one, whole",
                    OutputNames.mendingCommand(folder)),
            e);
      }
      if (!written && !look(folder).isOf(job)) {
        IOException e =
            new IOException(
                "another program has written %s at the same time"
                    .formatted(folder.resolve(OutputNames.SUCCESS)));
        takeBack(e);
        throw e;
      }
      return written;
    }

    private void removeOld() throws IOException {
      List<ObjectUri> rest =
          claim.claim().replaced().stream().map(old -> folder.resolve(old.name())).toList();
      try {
        store.delete(rest);
      } catch (IOException | RuntimeException e) {
        throw unfinished(
            e,
            "Dunlin reads it alone, but old files, %d at most, are there too, and other programs read both"
                .formatted(rest.size()));
      }
      try {
        claims.release(claim);
      } catch (IOException | RuntimeException e) {
        throw unfinished(e, "nothing is left to do but to remove " + claim.stat().uri());
      }
    }

    private UnfinishedPublishException unfinished(Exception e, String what) {
      return new UnfinishedPublishException(
          "%s. The new output is in %s, whole: %s. Run %s, which does the rest"
              .formatted(e.getMessage(), folder, what, OutputNames.mendingCommand(folder)),
          e);
    }

    /** Removes what was completed: the folder is as it was when this returns. */
    private void takeBack(Exception failure) throws UnfinishedPublishException {
      try {
        Optional<Held> undone = claims.step(claim, claim.claim().undone());
        if (undone.isPresent()) {
          remove(folder, undone.get(), targets);
        } else if (claims.find(folder).filter(now -> now.claim().job().equals(job)).isPresent()) {
          throw new IOException("somebody else goes on with it");
        } else if (!look(folder).isOf(job)) { // Somebody has undone it.
          store.delete(targets);
        }
      } catch (IOException | RuntimeException e) {
        failure.addSuppressed(e);
        throw new UnfinishedPublishException(
            "%s. What was in %s before is there, and is what Dunlin reads; files of this job may be there too, which other programs see and which could not be removed: %s. Run %s, which takes it back or brings it to its end"
                .formatted(
                    failure.getMessage(),
                    folder,
                    e.getMessage(),
                    OutputNames.mendingCommand(folder)),
            failure);
      }
    }
  }

  /** Takes back what a job has done that is dead or has failed. */
  private void undo(ObjectUri folder, Held held) throws IOException {
    remove(folder, step(held, held.claim().undone()), List.of());
  }

  private Held step(Held held, OutputClaim next) throws IOException {
    return claims
        .step(held, next)
        .orElseThrow(
            () -> new IOException("somebody else has changed %s".formatted(held.stat().uri())));
  }

  /** Removes what a job has completed, and then its claim, which says that it is undone. */
  private void remove(ObjectUri folder, Held undone, Collection<ObjectUri> known)
      throws IOException {
    String job = undone.claim().job();
    // In this order: what is not aborted by then is complete, and in the listing.
    staged.abortOthers(folder, List.of(), job);
    Set<ObjectUri> gone = new TreeSet<>(KeyOrder.INSTANCE);
    gone.addAll(look(folder).uncommitted(job));
    gone.addAll(known);
    store.delete(gone);
    claims.release(undone);
  }

  /** Does what remains to be done for a job that has decided. */
  private void finish(ObjectUri folder, Held found) throws IOException {
    Held held = step(found, found.claim().handedOn());
    OutputClaim claim = held.claim();
    SeenFolder there = look(folder);
    if (!there.isOf(claim.job())) {
      if (!there.hasAll(claim.files())) {
        undo(folder, held);
        return;
      }
      boolean written = claims.writeSuccess(folder, there.success(), claim.manifest());
      there = look(folder);
      if (!written && !there.isOf(claim.job())) {
        throw new IOException("somebody else has changed %s".formatted(folder));
      }
    }
    store.delete(there.stillThere(claim.replaced()));
    claims.release(held);
  }

  void discard(ObjectUri folder, List<StagedObject> objects, String job) throws IOException {
    staged.abort(objects);
    staged.abortOthers(folder, List.of(), job);
    Optional<Held> held = claims.find(folder);
    if (held.isPresent()
        && held.get().claim().job().equals(job)
        && held.get().claim().state() != State.DECIDED) {
      undo(folder, held.get());
    }
  }

  void recover(ObjectUri folder, String job) throws IOException {
    Optional<Held> held = claims.find(folder).filter(h -> h.claim().job().equals(job));
    if (held.isPresent() && held.get().claim().state() == State.DECIDED) {
      finish(folder, held.get());
    } else if (held.isPresent()) {
      undo(folder, held.get());
    }
    staged.abortOthers(folder, List.of(), job);
  }

  /** The claim on a folder, if there is one. */
  Optional<Held> claim(ObjectUri folder) throws IOException {
    return claims.find(folder);
  }
}

package dev.dunlin.shuffle.s3;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.dunlin.core.store.InParallel;
import dev.dunlin.core.store.ObjectStat;
import dev.dunlin.core.store.ObjectStore.Replace;
import dev.dunlin.core.store.ObjectUri;
import dev.dunlin.core.store.StagedObject;
import dev.dunlin.shuffle.FileOutputs;
import dev.dunlin.shuffle.HiddenNames;
import dev.dunlin.shuffle.s3.MultipartUploads.Upload;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.core.sync.RequestBody;

/**
 * A job's output in S3: uploads that are sent and not completed, which no reader can see, and are
 * completed when the job has succeeded. Thread-safe.
 *
 * <p>S3 has no call that changes two objects at once, so a reader may see some of the new files
 * before all are there. {@code _SUCCESS}, which holds the job's id, is written last, and removed
 * first where an output is replaced: a folder that has the same one before and after it was listed
 * is whole. Of two jobs that publish to one folder at the same time the second is refused, by an
 * object that only one can make.
 */
final class S3Outputs {
  private static final int AT_A_TIME = 16;
  private static final int MOST_TEXT_BYTES = 1 << 16;

  private final S3ObjectStore store;
  private final MultipartUploads uploads;
  private final UnfinishedUploads unfinished;

  S3Outputs(S3ObjectStore store, MultipartUploads uploads, UnfinishedUploads unfinished) {
    this.store = store;
    this.uploads = uploads;
    this.unfinished = unfinished;
  }

  StagedObject stage(Path content, ObjectUri folder, String name, String job) throws IOException {
    ObjectUri target = folder.resolve(name);
    String id = uploads.begin(target, job);
    try {
      int mark = UnfinishedUploads.markBytes(job);
      uploads.sendPart(
          target, id, MultipartUploads.LAST_PART, mark, RequestBody.fromBytes(new byte[mark]));
      Upload upload = uploads.sendParts(target, id, content);
      long length = Files.size(content);
      Files.delete(content);
      return new StagedObject(target, length, upload.toString());
    } catch (IOException | RuntimeException e) {
      uploads.abortAfter(e, target, id);
      throw e;
    }
  }

  void publish(ObjectUri folder, List<StagedObject> objects, String job, Replace replace)
      throws IOException {
    ObjectUri claim = claim(folder);
    claim(folder, claim, job, replace);
    try {
      publishClaimed(folder, objects, job, replace);
    } catch (IOException | RuntimeException e) {
      after(e, () -> store.delete(List.of(claim)));
      throw e;
    }
    store.delete(List.of(claim));
  }

  private interface Undoing {
    void run() throws IOException;
  }

  /** Undoes what a failed step has done; what goes wrong at that is noted on the failure. */
  private static void after(Exception failure, Undoing undoing) {
    try {
      undoing.run();
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  /** Beside the folder: holds the id of the job that publishes to it at the moment. */
  static ObjectUri claim(ObjectUri folder) {
    String key =
        folder.key().endsWith("/")
            ? folder.key().substring(0, folder.key().length() - 1)
            : folder.key();
    String parent = key.substring(0, key.lastIndexOf('/') + 1);
    return new ObjectUri(
        folder.scheme(), folder.bucket(), parent + HiddenNames.publishing(folder.name()));
  }

  private void claim(ObjectUri folder, ObjectUri claim, String job, Replace replace)
      throws IOException {
    try {
      store.putIfAbsent(claim, job.getBytes(UTF_8));
    } catch (FileAlreadyExistsException e) {
      String owner = text(claim).orElse("another"); // It may have just come to its end.
      if (owner.equals(job)) {
        return; // An earlier call of this job did not come to its end.
      }
      String why =
          "job %s is publishing to it, or died while it did. If it is dead, delete %s and try again"
              .formatted(owner, claim);
      IOException failure =
          replace == Replace.FAIL
              ? new FileAlreadyExistsException(folder.toString(), null, why)
              : new IOException("Cannot replace " + folder + ": " + why);
      failure.initCause(e);
      throw failure;
    }
  }

  /** What a small object holds, if it is there. */
  private Optional<String> text(ObjectUri object) throws IOException {
    try (InputStream in = store.read(object, 0, MOST_TEXT_BYTES)) {
      return Optional.of(new String(in.readAllBytes(), UTF_8));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  private void publishClaimed(
      ObjectUri folder, List<StagedObject> objects, String job, Replace replace)
      throws IOException {
    Set<ObjectUri> targets = new HashSet<>();
    objects.forEach(object -> targets.add(object.target()));
    ObjectUri success = folder.resolve(FileOutputs.SUCCESS);
    List<ObjectUri> there = new ArrayList<>();
    for (ObjectStat object : store.list(folder.resolve(""))) {
      there.add(object.uri());
    }
    Optional<String> old = there.contains(success) ? text(success) : Optional.empty();
    if (old.equals(Optional.of(job))) {
      return; // An earlier call of this job came as far as this.
    }
    if (replace == Replace.FAIL && !isOwn(there, targets, job)) {
      throw new FileAlreadyExistsException(folder.toString(), null, "the folder is not empty");
    }
    abortOthers(folder, objects, job);
    if (old.isPresent()) {
      store.delete(List.of(success));
    }
    try {
      complete(objects, job);
    } catch (IOException | RuntimeException e) {
      after(
          e,
          () -> {
            store.delete(targets.stream().filter(target -> !there.contains(target)).toList());
            if (old.isPresent() && there.stream().noneMatch(targets::contains)) {
              store.put(success, old.get().getBytes(UTF_8)); // What was there is whole again.
            }
          });
      throw e;
    }
    store.delete(
        there.stream()
            .filter(object -> !targets.contains(object) && !object.equals(success))
            .toList());
    store.put(success, job.getBytes(UTF_8));
  }

  /** Whether all that is there was completed by an earlier call of this job. */
  private boolean isOwn(List<ObjectUri> there, Set<ObjectUri> targets, String job)
      throws IOException {
    for (ObjectUri object : there) {
      if (!targets.contains(object) || uploads.writtenBy(object, job).isEmpty()) {
        return false;
      }
    }
    return true;
  }

  private void complete(List<StagedObject> objects, String job) throws IOException {
    InParallel.map(
        objects,
        AT_A_TIME,
        object -> {
          Upload upload = Upload.parse(object.token());
          return uploads.complete(object.target(), upload, job, object.lengthBytes());
        });
  }

  /** Aborts the uploads of attempts that were not committed. */
  private void abortOthers(ObjectUri folder, List<StagedObject> committed, String job)
      throws IOException {
    Set<String> wanted = new HashSet<>();
    committed.forEach(object -> wanted.add(Upload.parse(object.token()).id()));
    InParallel.map(
        unfinished.below(folder),
        AT_A_TIME,
        upload -> {
          if (!wanted.contains(upload.id())
              && unfinished.parts(upload).mark() == UnfinishedUploads.markBytes(job)) {
            uploads.abort(upload.object(), upload.id());
          }
          return upload;
        });
  }

  void discard(ObjectUri folder, List<StagedObject> objects, String job) throws IOException {
    InParallel.map(
        objects,
        AT_A_TIME,
        object -> {
          uploads.abort(object.target(), Upload.parse(object.token()).id());
          return object;
        });
    abortOthers(folder, List.of(), job);
    ObjectUri claim = claim(folder);
    if (text(claim).equals(Optional.of(job))) {
      store.delete(List.of(claim));
    }
  }
}

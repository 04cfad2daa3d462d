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
import java.util.function.Supplier;
import java.util.zip.CRC32C;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsResponse;
import software.amazon.awssdk.services.s3.model.ListPartsResponse;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.Part;

/**
 * A job's output in S3: uploads that are sent and not completed, which no reader can see, and are
 * completed when the job has succeeded. Thread-safe.
 *
 * <p>S3 has no call that changes two objects at once, so a reader may see some of the new files
 * before all are there. {@code _SUCCESS}, which holds the job's id, is written last, and removed
 * first where an output is replaced: a folder that has the same one before and after it was listed
 * is whole. Of two jobs that publish to one folder at the same time the second is refused, by an
 * object that only one can make.
 *
 * <p>S3 tells of an upload its key and no more, so each has one part more than its object: number
 * 10,000, which is left out when it is completed, and whose length tells the job that it belongs
 * to. S3 counts no such part as content.
 */
final class S3Outputs {
  private static final int AT_A_TIME = 16;
  private static final int MARK_BYTES_LIMIT = 1 << 16;

  private final S3ObjectStore store;
  private final MultipartUploads uploads;
  private final Supplier<S3Calls> calls;

  S3Outputs(S3ObjectStore store, MultipartUploads uploads, Supplier<S3Calls> calls) {
    this.store = store;
    this.uploads = uploads;
    this.calls = calls;
  }

  StagedObject stage(Path content, ObjectUri folder, String name, String job) throws IOException {
    ObjectUri target = folder.resolve(name);
    String id = uploads.begin(target, job);
    try {
      int mark = markBytes(job);
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

  /** From 1 on; two jobs that write to one folder at one time have the same once in 65,536. */
  static int markBytes(String job) {
    CRC32C crc = new CRC32C();
    crc.update(job.getBytes(UTF_8));
    return 1 + (int) (crc.getValue() % MARK_BYTES_LIMIT);
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
  private static ObjectUri claim(ObjectUri folder) {
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
    try (InputStream in = store.read(object, 0, MARK_BYTES_LIMIT)) {
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
        below(folder),
        AT_A_TIME,
        upload -> {
          if (!wanted.contains(upload.id()) && isOf(upload, job)) {
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

  private record Found(ObjectUri object, String id) {}

  /** All uploads below a folder that are not completed. */
  private List<Found> below(ObjectUri folder) throws IOException {
    ObjectUri prefix = folder.resolve("");
    List<Found> found = new ArrayList<>();
    String key = "";
    String id = "";
    boolean more = true;
    while (more) {
      String afterKey = key;
      String afterId = id;
      ListMultipartUploadsResponse page =
          calls
              .get()
              .call(
                  S3Operation.LIST_UPLOADS,
                  prefix,
                  client ->
                      client.listMultipartUploads(
                          r -> {
                            r.bucket(prefix.bucket()).prefix(prefix.key());
                            if (!afterKey.isEmpty()) {
                              r.keyMarker(afterKey).uploadIdMarker(afterId);
                            }
                          }));
      for (MultipartUpload upload : page.uploads()) {
        found.add(
            new Found(
                new ObjectUri(prefix.scheme(), prefix.bucket(), upload.key()), upload.uploadId()));
      }
      more = Boolean.TRUE.equals(page.isTruncated());
      if (more) {
        key = page.nextKeyMarker();
        id = page.nextUploadIdMarker();
      }
    }
    return found;
  }

  private boolean isOf(Found upload, String job) throws IOException {
    Integer after = null;
    do {
      Integer marker = after;
      ListPartsResponse page;
      try {
        page =
            calls
                .get()
                .call(
                    S3Operation.LIST_PARTS,
                    upload.object(),
                    client ->
                        client.listParts(
                            r ->
                                r.bucket(upload.object().bucket())
                                    .key(upload.object().key())
                                    .uploadId(upload.id())
                                    .partNumberMarker(marker)));
      } catch (NoSuchFileException e) {
        return false; // It was completed or aborted meanwhile.
      }
      for (Part part : page.parts()) {
        if (part.partNumber() == MultipartUploads.LAST_PART) {
          return part.size() == markBytes(job);
        }
      }
      after = Boolean.TRUE.equals(page.isTruncated()) ? page.nextPartNumberMarker() : null;
    } while (after != null);
    return false;
  }
}

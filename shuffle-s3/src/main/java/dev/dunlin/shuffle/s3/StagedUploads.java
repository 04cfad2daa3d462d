package dev.dunlin.shuffle.s3;

import dev.dunlin.core.store.InParallel;
import dev.dunlin.core.store.ObjectStat;
import dev.dunlin.core.store.ObjectUri;
import dev.dunlin.core.store.StagedObject;
import dev.dunlin.shuffle.s3.MultipartUploads.Upload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import software.amazon.awssdk.core.sync.RequestBody;

/** A job's files as uploads that are sent and not completed, which nobody can see. Thread-safe. */
final class StagedUploads {
  private static final int AT_A_TIME = 16;

  private final MultipartUploads uploads;
  private final UnfinishedUploads unfinished;

  StagedUploads(MultipartUploads uploads, UnfinishedUploads unfinished) {
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

  /** Makes objects of them. Done once, it may be done again. */
  void complete(List<StagedObject> objects, String job) throws IOException {
    List<ObjectStat> unused =
        InParallel.map(
            objects,
            AT_A_TIME,
            object -> {
              Upload upload = Upload.parse(object.token());
              return uploads.complete(object.target(), upload, job, object.lengthBytes());
            });
  }

  void abort(List<StagedObject> objects) throws IOException {
    InParallel.map(
        objects,
        AT_A_TIME,
        object -> {
          uploads.abort(object.target(), Upload.parse(object.token()).id());
          return object;
        });
  }

  /** Aborts all that a job has sent for a folder, but for these. */
  void abortOthers(ObjectUri folder, Collection<StagedObject> kept, String job) throws IOException {
    Set<String> wanted = new HashSet<>();
    kept.forEach(object -> wanted.add(Upload.parse(object.token()).id()));
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
}

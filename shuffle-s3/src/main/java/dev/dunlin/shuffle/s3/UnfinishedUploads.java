package dev.dunlin.shuffle.s3;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.dunlin.core.store.ObjectUri;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.zip.CRC32C;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsResponse;
import software.amazon.awssdk.services.s3.model.ListPartsResponse;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.Part;

/**
 * The uploads in a bucket that are not completed, and whose they are. Thread-safe.
 *
 * <p>S3 tells of an upload its key and no more, so each of a job's has one part more than its
 * object: number 10,000, which is left out when it is completed, and whose length tells the job
 * that it belongs to. S3 counts no such part as content.
 */
final class UnfinishedUploads {
  private static final int MARK_BYTES_LIMIT = 1 << 16;

  private final Supplier<S3Calls> calls;

  UnfinishedUploads(Supplier<S3Calls> calls) {
    this.calls = calls;
  }

  /** An upload that has begun. */
  record Unfinished(ObjectUri object, String id, Instant begun) {}

  /**
   * What has been sent of an upload.
   *
   * @param bytes the length of all parts but the mark
   * @param mark the length of its mark; 0 if it is no job's
   */
  record Parts(long bytes, int mark) {}

  /** From 1 on; two jobs that write to one folder at one time have the same once in 65,536. */
  static int markBytes(String job) {
    CRC32C crc = new CRC32C();
    crc.update(job.getBytes(UTF_8));
    return 1 + (int) (crc.getValue() % MARK_BYTES_LIMIT);
  }

  /** All uploads below a folder. */
  List<Unfinished> below(ObjectUri folder) throws IOException {
    ObjectUri prefix = folder.resolve("");
    List<Unfinished> found = new ArrayList<>();
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
        ObjectUri object = new ObjectUri(prefix.scheme(), prefix.bucket(), upload.key());
        found.add(new Unfinished(object, upload.uploadId(), upload.initiated()));
      }
      more = Boolean.TRUE.equals(page.isTruncated());
      if (more) {
        key = page.nextKeyMarker();
        id = page.nextUploadIdMarker();
      }
    }
    return found;
  }

  /** The parts of an upload; none if it was completed or aborted meanwhile. */
  Parts parts(Unfinished upload) throws IOException {
    long bytes = 0;
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
        return new Parts(0, 0);
      }
      for (Part part : page.parts()) {
        if (part.partNumber() == MultipartUploads.LAST_PART && part.size() <= MARK_BYTES_LIMIT) {
          return new Parts(bytes, Math.toIntExact(part.size()));
        }
        if (part.partNumber() > MultipartUploads.MOST_PARTS) {
          return new Parts(bytes, 0); // Somebody else's, in so many parts as we never use.
        }
        bytes += part.size();
      }
      after = Boolean.TRUE.equals(page.isTruncated()) ? page.nextPartNumberMarker() : null;
    } while (after != null);
    return new Parts(bytes, 0);
  }
}

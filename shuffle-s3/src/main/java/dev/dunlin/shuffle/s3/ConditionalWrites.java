package dev.dunlin.shuffle.s3;

import dev.dunlin.core.store.ObjectStat;
import dev.dunlin.core.store.ObjectUri;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Writes of whole objects on the condition that an object is as it was seen: S3's {@code If-Match}
 * and {@code If-None-Match}. Thread-safe.
 */
final class ConditionalWrites {
  /** The ETag of an object that is not there. */
  static final String ABSENT = "";

  private final Supplier<S3Calls> calls;
  private final MultipartUploads uploads;

  ConditionalWrites(Supplier<S3Calls> calls, MultipartUploads uploads) {
    this.calls = calls;
    this.uploads = uploads;
  }

  /**
   * Writes an object where the one that is there has this ETag; empty if it has not.
   *
   * @param etag {@link #ABSENT} where there must be none
   */
  Optional<ObjectStat> put(ObjectUri object, byte[] content, String etag) throws IOException {
    S3Calls s3 = calls.get();
    String writer = UUID.randomUUID().toString();
    PutObjectRequest.Builder builder =
        PutObjectRequest.builder()
            .bucket(object.bucket())
            .key(object.key())
            .contentLength((long) content.length)
            .metadata(Map.of(MultipartUploads.WRITER, writer));
    PutObjectRequest request =
        (etag.equals(ABSENT) ? builder.ifNoneMatch("*") : builder.ifMatch(quoted(etag))).build();
    return s3.tries(
        S3Operation.WRITE,
        object,
        tries -> {
          try {
            String written =
                s3.once(
                        S3Operation.WRITE,
                        content.length,
                        client -> client.putObject(request, RequestBody.fromBytes(content)))
                    .eTag();
            return Optional.of(new ObjectStat(object, content.length, S3ObjectStore.etag(written)));
          } catch (S3Exception e) {
            if (!isOtherwise(e)) {
              throw e;
            }
            // Perhaps it is ours: an earlier try came through and its answer did not.
            return tries.hasFailed() ? uploads.writtenBy(object, writer) : Optional.empty();
          }
        });
  }

  /** Deletes an object if it has this ETag; where it has not, or is gone, nothing is done. */
  void delete(ObjectUri object, String etag) throws IOException {
    S3Calls s3 = calls.get();
    boolean unused =
        s3.tries(
            S3Operation.DELETE,
            object,
            _ -> {
              try {
                s3.once(
                    S3Operation.DELETE,
                    client ->
                        client.deleteObject(
                            r ->
                                r.bucket(object.bucket()).key(object.key()).ifMatch(quoted(etag))));
                return true;
              } catch (S3Exception e) {
                if (isOtherwise(e)) {
                  return false;
                }
                if (e.statusCode() == 501) {
                  return deleteAfterALook(s3, object, etag);
                }
                throw e;
              }
            });
  }

  /** The same on a server that has no such condition for deletions. */
  private static boolean deleteAfterALook(S3Calls s3, ObjectUri object, String etag) {
    try {
      String now =
          S3ObjectStore.etag(
              s3.once(
                      S3Operation.STAT,
                      client -> client.headObject(r -> r.bucket(object.bucket()).key(object.key())))
                  .eTag());
      if (!now.equals(etag)) {
        return false;
      }
    } catch (S3Exception e) {
      if (e.statusCode() == 404) {
        return false;
      }
      throw e;
    }
    s3.once(
        S3Operation.DELETE,
        client -> client.deleteObject(r -> r.bucket(object.bucket()).key(object.key())));
    return true;
  }

  private static String quoted(String etag) {
    return '"' + etag + '"';
  }

  /** Whether an answer says that the condition does not hold. */
  private static boolean isOtherwise(S3Exception e) {
    return e.statusCode() == 412
        || (e.statusCode() == 404 && AwsErrors.code(e).equals("NoSuchKey"));
  }
}

package dev.dunlin.shuffle.s3;

import dev.dunlin.core.store.InParallel;
import dev.dunlin.core.store.ObjectStat;
import dev.dunlin.core.store.ObjectUri;
import dev.dunlin.shuffle.BoundedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;

/** Objects that are sent in parts and then put together. Thread-safe. */
final class MultipartUploads {
  /** The last number that S3 allows. */
  static final int LAST_PART = 10_000;

  /**
   * Who wrote an object, in its metadata: told apart by it are our own request that came through
   * while its answer was lost, and somebody else's.
   */
  static final String WRITER = "dunlin-writer";

  private static final String OCTETS = "application/octet-stream";

  private static final long LEAST_PART_BYTES = 16L << 20;

  /** The most that a file is sent in. */
  static final int MOST_PARTS = 9_000;

  private static final int PARTS_AT_A_TIME = 4;

  private final Supplier<S3Calls> calls;

  MultipartUploads(Supplier<S3Calls> calls) {
    this.calls = calls;
  }

  /**
   * An upload and its parts, numbered from 1.
   *
   * @param etags of the parts
   */
  record Upload(String id, List<String> etags) {
    Upload {
      etags = List.copyOf(etags);
    }

    /** {@code ID ETAG ETAG …}, as neither has spaces. */
    @Override
    public String toString() {
      return etags.isEmpty() ? id : id + " " + String.join(" ", etags);
    }

    /** The inverse of {@link #toString()}. */
    static Upload parse(String token) {
      List<String> words = List.of(token.split(" "));
      return new Upload(words.getFirst(), words.subList(1, words.size()));
    }
  }

  String begin(ObjectUri object, String writer) throws IOException {
    return calls
        .get()
        .call(
            S3Operation.BEGIN_UPLOAD,
            object,
            client ->
                client.createMultipartUpload(
                    r ->
                        r.bucket(object.bucket())
                            .key(object.key())
                            .metadata(Map.of(WRITER, writer))))
        .uploadId();
  }

  /** Sends a file in parts; one of no bytes is one part too, as S3 makes no object of none. */
  Upload sendParts(ObjectUri object, String id, Path content) throws IOException {
    long length = Files.size(content);
    long partBytes = Math.max(LEAST_PART_BYTES, Math.ceilDiv(length, MOST_PARTS));
    int parts = Math.max(1, Math.toIntExact(Math.ceilDiv(length, partBytes)));
    List<String> etags =
        InParallel.map(
            IntStream.range(0, parts).boxed().toList(),
            PARTS_AT_A_TIME,
            part -> {
              long from = part * partBytes;
              long bytes = Math.min(partBytes, length - from);
              RequestBody body =
                  RequestBody.fromContentProvider(() -> open(content, from, bytes), bytes, OCTETS);
              return sendPart(object, id, part + 1, bytes, body);
            });
    return new Upload(id, etags);
  }

  private static InputStream open(Path file, long from, long bytes) {
    try {
      FileChannel channel = FileChannel.open(file);
      return new BoundedInputStream(Channels.newInputStream(channel.position(from)), bytes);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read %s to send it".formatted(file), e);
    }
  }

  String sendPart(ObjectUri object, String id, int number, long bytes, RequestBody body)
      throws IOException {
    UploadPartRequest request =
        UploadPartRequest.builder()
            .bucket(object.bucket())
            .key(object.key())
            .uploadId(id)
            .partNumber(number)
            .contentLength(bytes)
            .build();
    S3Calls s3 = calls.get();
    return s3.tries(
        S3Operation.WRITE_PART,
        object,
        _ ->
            S3ObjectStore.etag(
                s3.once(S3Operation.WRITE_PART, bytes, client -> client.uploadPart(request, body))
                    .eTag()));
  }

  /**
   * Puts the parts together. Done once, it may be done again.
   *
   * @throws NoSuchFileException if the upload is gone, and its object not there
   */
  ObjectStat complete(ObjectUri object, Upload upload, String writer, long lengthBytes)
      throws IOException {
    List<CompletedPart> parts = new ArrayList<>();
    for (String etag : upload.etags()) {
      parts.add(
          CompletedPart.builder().partNumber(parts.size() + 1).eTag('"' + etag + '"').build());
    }
    S3Calls s3 = calls.get();
    return s3.tries(
        S3Operation.COMPLETE_UPLOAD,
        object,
        _ -> {
          try {
            String etag =
                s3.once(
                        S3Operation.COMPLETE_UPLOAD,
                        client ->
                            client.completeMultipartUpload(
                                r ->
                                    r.bucket(object.bucket())
                                        .key(object.key())
                                        .uploadId(upload.id())
                                        .multipartUpload(m -> m.parts(parts))))
                    .eTag();
            return new ObjectStat(object, lengthBytes, S3ObjectStore.etag(etag));
          } catch (S3Exception e) {
            if (!AwsErrors.code(e).equals("NoSuchUpload")) {
              throw e;
            }
            return writtenBy(object, writer)
                .orElseThrow(() -> s3.translated(S3Operation.COMPLETE_UPLOAD, object, e));
          }
        });
  }

  /** The object, if this writer has written it. */
  Optional<ObjectStat> writtenBy(ObjectUri object, String writer) throws IOException {
    HeadObjectResponse head;
    try {
      head =
          calls
              .get()
              .call(
                  S3Operation.STAT,
                  object,
                  client -> client.headObject(r -> r.bucket(object.bucket()).key(object.key())));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
    return writer.equals(head.metadata().get(WRITER))
        ? Optional.of(new ObjectStat(object, head.contentLength(), S3ObjectStore.etag(head.eTag())))
        : Optional.empty();
  }

  /** Forgets an upload and its parts; one that is not there is no error. */
  void abort(ObjectUri object, String id) throws IOException {
    S3Calls s3 = calls.get();
    s3.<Boolean>tries(
        S3Operation.ABORT_UPLOAD,
        object,
        _ -> {
          try {
            s3.once(
                S3Operation.ABORT_UPLOAD,
                client ->
                    client.abortMultipartUpload(
                        r -> r.bucket(object.bucket()).key(object.key()).uploadId(id)));
            return true;
          } catch (S3Exception e) {
            if (e.statusCode() == 404) {
              return false;
            }
            throw e;
          }
        });
  }

  /** The same for a write that has failed: what goes wrong now is noted on the failure. */
  void abortAfter(Exception failure, ObjectUri object, String id) {
    try {
      abort(object, id);
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }
}

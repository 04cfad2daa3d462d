package dev.dunlin.shuffle.s3;

import dev.dunlin.core.store.ObjectChangedException;
import dev.dunlin.core.store.ObjectUri;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * A range of an object. When the connection breaks, stalls or ends early, the rest is asked for
 * from where it broke, on the condition that the object is still the one that was begun.
 */
final class ResumingInputStream extends InputStream {
  private final S3Calls calls;
  private final ObjectUri object;
  private final Retries.Tries tries;
  private long position;
  private long end;
  private final boolean planned;
  private String etag;
  private boolean begun;
  private @Nullable ResponseInputStream<GetObjectResponse> body;

  private ResumingInputStream(S3Calls calls, ObjectUri object, String etag, long offset, long end) {
    this.etag = etag;
    this.planned = !etag.isEmpty();
    this.calls = calls;
    this.object = object;
    this.tries = calls.begin(S3Operation.READ, object);
    this.position = offset;
    this.end = end;
  }

  /**
   * Opens the bytes {@code [offset, end)} of an object, or as many of them as there are.
   *
   * @param etag what the object must have, unless this is empty
   */
  static InputStream open(S3Calls calls, ObjectUri object, String etag, long offset, long end)
      throws IOException {
    ResumingInputStream stream = new ResumingInputStream(calls, object, etag, offset, end);
    stream.connect();
    return stream;
  }

  private void connect() throws IOException {
    GetObjectRequest.Builder request =
        GetObjectRequest.builder()
            .bucket(object.bucket())
            .key(object.key())
            .range("bytes=%d-%d".formatted(position, end - 1));
    if (!etag.isEmpty()) {
      request.ifMatch('"' + etag + '"');
    }
    GetObjectRequest ready = request.build();
    while (true) {
      try {
        body = calls.once(S3Operation.READ, client -> client.getObject(ready));
        if (!begun) {
          begin(body.response());
        }
        return;
      } catch (S3Exception e) {
        boolean beyond = e.statusCode() == 416;
        if (beyond && !begun) {
          end = position; // The object ends before the range begins.
          return;
        }
        if (beyond || e.statusCode() == 412) {
          throw changed("replaced", e);
        }
        if (planned && AwsErrors.code(e).equals("NoSuchKey")) {
          throw changed("removed", e);
        }
        tries.next(e);
      } catch (SdkException e) {
        tries.next(e);
      }
    }
  }

  private ObjectChangedException changed(String how, S3Exception cause) {
    ObjectChangedException failure =
        new ObjectChangedException(
            object,
            "it was %s %s"
                .formatted(how, planned ? "since the job was planned" : "while it was read"));
    failure.initCause(cause);
    return failure;
  }

  /** Learns from the first answer which object it is and where it ends. */
  private void begin(GetObjectResponse response) throws IOException {
    Long length = response.contentLength();
    if (length == null || (position > 0 && response.contentRange() == null)) {
      abort();
      throw new IOException(
          "Cannot read %s: the server at s3.endpoint does not answer a range with a range"
              .formatted(object));
    }
    begun = true;
    if (!planned) {
      etag = S3ObjectStore.etag(response.eTag());
    }
    end = Math.min(end, position + length);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    if (length == 0) {
      return 0;
    }
    while (position < end && body != null) {
      try {
        int read = body.read(bytes, offset, (int) Math.min(length, end - position));
        if (read > 0) {
          position += read;
          calls.received(read);
          tries.progressed();
          return read;
        }
        throw new EOFException("the answer ended %d bytes early".formatted(end - position));
      } catch (IOException | SdkException e) {
        abort();
        tries.next(e);
        connect();
      }
    }
    return -1;
  }

  private void abort() {
    if (body != null) {
      body.abort();
      body = null;
    }
  }

  @Override
  public void close() throws IOException {
    if (position < end) {
      abort(); // To close it would be to read the rest.
    } else if (body != null) {
      body.close();
      body = null;
    }
  }
}

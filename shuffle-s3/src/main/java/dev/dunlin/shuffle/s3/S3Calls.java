package dev.dunlin.shuffle.s3;

import dev.dunlin.core.store.ObjectUri;
import dev.dunlin.core.store.RequestCounts;
import java.io.IOException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;

/** The way to S3: requests are counted, tried again where that helps, and fail in our words. */
final class S3Calls {
  private final S3Client client;
  private final S3Failures failures;
  private final Retries retries;
  private final RequestCounts counts;

  S3Calls(S3Client client, S3Failures failures, Retries retries, RequestCounts counts) {
    this.client = client;
    this.failures = failures;
    this.retries = retries;
    this.counts = counts;
  }

  /** A request as the SDK sends it. */
  interface Request<T> {
    T send(S3Client client);
  }

  /** Sends a request, as often as it takes. */
  <T> T call(S3Operation operation, ObjectUri object, Request<T> request) throws IOException {
    return tries(operation, object, _ -> once(operation, request));
  }

  /** Makes tries, each of which may send one request and look at what came of it. */
  <T> T tries(S3Operation operation, ObjectUri object, Retries.Try<T> attempt) throws IOException {
    return retries.run(operation, object, failures, attempt);
  }

  /** The tries of a request that are made by hand. */
  Retries.Tries begin(S3Operation operation, ObjectUri object) {
    return retries.begin(operation, object, failures);
  }

  /** Sends a request once. */
  <T> T once(S3Operation operation, Request<T> request) throws SdkException {
    counts.sent(operation.kind());
    return request.send(client);
  }

  /** Sends a request with so many bytes of content once. */
  <T> T once(S3Operation operation, long contentBytes, Request<T> request) throws SdkException {
    counts.written(contentBytes);
    return once(operation, request);
  }

  /** The failure that an answer stands for, in our words. */
  IOException translated(S3Operation operation, ObjectUri object, Exception e) {
    return failures.translated(operation, object, e);
  }

  void received(long bytes) {
    counts.read(bytes);
  }
}

package dev.dunlin.shuffle.s3;

import dev.dunlin.core.store.ObjectStat;
import dev.dunlin.core.store.ObjectStore;
import dev.dunlin.core.store.ObjectUri;
import dev.dunlin.core.store.RequestCounts;
import dev.dunlin.core.store.Requests;
import dev.dunlin.core.store.StagedObject;
import dev.dunlin.shuffle.KeyOrder;
import dev.dunlin.shuffle.Leftovers;
import dev.dunlin.shuffle.s3.S3Clients.Timeouts;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;
import javax.crypto.Mac;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.EncodingType;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Error;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Objects in S3, or in a server that speaks its protocol: {@code s3://bucket/key}. Thread-safe.
 *
 * <p>The SDK's client is made at the first request, so that a session on files pays nothing for it.
 * Requests are tried again for some time ({@link Retries}); a reading that breaks goes on where it
 * broke. Empty objects whose key ends with a slash, which S3's console makes for folders, are not
 * listed.
 *
 * <p>A setting or an address that is wrong in itself (no region, the wrong one, a name that no
 * bucket can have) is a {@link dev.dunlin.core.failure.UserErrorException}.
 */
public final class S3ObjectStore implements ObjectStore {
  /** Larger files are sent in parts, which are tried again one by one. */
  private static final long SINGLE_PUT_BYTES = 64L << 20;

  /** The most that one request may delete (DeleteObjects, Amazon S3 API Reference). */
  private static final int DELETE_BATCH = 1000;

  private final S3Connection connection;
  private final RequestCounts counts;
  private final MultipartUploads uploads = new MultipartUploads(this::calls);
  private final UnfinishedUploads unfinished = new UnfinishedUploads(this::calls);
  private final ConditionalWrites conditional = new ConditionalWrites(this::calls, uploads);
  private final S3Outputs outputs =
      new S3Outputs(this, new StagedUploads(uploads, unfinished), new S3Claims(this, conditional));

  /**
   * A store that asks for its settings when it is first used.
   *
   * @param settings asked once
   */
  public S3ObjectStore(Supplier<S3Settings> settings) {
    this(
        settings,
        System.getenv(),
        Timeouts.STANDARD,
        new Retries(Retries.Limits.STANDARD, System::nanoTime, Thread::sleep, new Random()));
  }

  /**
   * Makes the client ahead of the first request, without a request, and loads what signs it.
   *
   * @throws dev.dunlin.core.failure.UserErrorException if the settings do not say where to go
   */
  public void prepare() {
    S3Calls unused = calls();
    try {
      // Looked for in all of the JDK's security providers, which takes its time only once.
      Mac unusedToo = Mac.getInstance("HmacSHA256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has it", e);
    }
  }

  S3ObjectStore(
      Supplier<S3Settings> settings,
      Map<String, String> environment,
      Timeouts timeouts,
      Retries retries) {
    this(new S3Connection(settings, environment, timeouts, retries), new RequestCounts());
  }

  private S3ObjectStore(S3Connection connection, RequestCounts counts) {
    this.connection = connection;
    this.counts = counts;
  }

  /** What jobs have left in S3. */
  public Leftovers leftovers() {
    return new S3Leftovers(this, uploads, unfinished, outputs, this::calls);
  }

  /** What this store has asked of S3 so far, but for what was asked of its metered views. */
  public Requests requests() {
    return counts.sum();
  }

  @Override
  public ObjectStore metered(RequestCounts others) {
    return new S3ObjectStore(connection, others);
  }

  private S3Calls calls() {
    return connection.calls(counts);
  }

  /** An ETag without its quotes, which not all answers of all servers have. */
  static String etag(@Nullable String quoted) {
    return quoted == null ? "" : quoted.replace("\"", "");
  }

  private static ObjectUri object(ObjectUri address) throws IOException {
    BucketNames.check(address);
    if (address.key().isEmpty()) {
      throw new NoSuchFileException(
          address.toString(), null, "it names a bucket, and no object in it");
    }
    return address;
  }

  @Override
  public ObjectStat stat(ObjectUri address) throws IOException {
    ObjectUri object = object(address);
    S3Calls s3 = calls();
    HeadObjectResponse head;
    try {
      head =
          s3.call(
              S3Operation.STAT,
              object,
              client -> client.headObject(r -> r.bucket(object.bucket()).key(object.key())));
    } catch (NoSuchFileException e) {
      // The answer to a HEAD has no text that would tell a missing object from a missing bucket.
      if (!connection.bucketsSeen().contains(object.bucket()) && !hasBucket(object)) {
        throw S3Failures.noSuchBucket(object);
      }
      throw e;
    } catch (IOException e) {
      if (e.getCause() instanceof S3Exception answer && answer.statusCode() == 400) {
        // Nor has it one that would tell why; that to a GET has, and is refused for the same
        // reason.
        read(object, 0, 1).close();
      }
      throw e;
    }
    connection.bucketsSeen().add(object.bucket());
    return new ObjectStat(object, head.contentLength(), etag(head.eTag()));
  }

  private boolean hasBucket(ObjectUri object) throws IOException {
    try {
      calls()
          .call(
              S3Operation.STAT_BUCKET,
              object,
              client -> client.headBucket(r -> r.bucket(object.bucket())));
    } catch (NoSuchFileException e) {
      return false;
    }
    connection.bucketsSeen().add(object.bucket());
    return true;
  }

  @Override
  public InputStream read(ObjectUri address, long offset, long length) throws IOException {
    ObjectUri object = object(address);
    if (length == 0) { // There is no such range, and yet the object must be there.
      ObjectStat unused = stat(object);
      return InputStream.nullInputStream();
    }
    return ResumingInputStream.open(calls(), object, "", offset, end(offset, length));
  }

  @Override
  public InputStream read(ObjectStat version, long offset, long length) throws IOException {
    if (length == 0) {
      checkUnchanged(version);
      return InputStream.nullInputStream();
    }
    return ResumingInputStream.open(
        calls(), object(version.uri()), version.etag(), offset, end(offset, length));
  }

  private static long end(long offset, long length) {
    return offset > Long.MAX_VALUE - length ? Long.MAX_VALUE : offset + length;
  }

  @Override
  public ObjectStat put(ObjectUri address, byte[] content) throws IOException {
    return put(object(address), content.length, RequestBody.fromBytes(content));
  }

  private ObjectStat put(ObjectUri object, long bytes, RequestBody body) throws IOException {
    S3Calls s3 = calls();
    PutObjectRequest request =
        PutObjectRequest.builder()
            .bucket(object.bucket())
            .key(object.key())
            .contentLength(bytes)
            .build();
    return s3.tries(
        S3Operation.WRITE,
        object,
        _ ->
            new ObjectStat(
                object,
                bytes,
                etag(
                    s3.once(S3Operation.WRITE, bytes, client -> client.putObject(request, body))
                        .eTag())));
  }

  @Override
  public ObjectStat put(ObjectUri address, Path content) throws IOException {
    ObjectUri object = object(address);
    long bytes = Files.size(content);
    ObjectStat written =
        bytes > SINGLE_PUT_BYTES
            ? putInParts(object, bytes, content)
            : put(object, bytes, RequestBody.fromFile(content));
    Files.delete(content);
    return written;
  }

  private ObjectStat putInParts(ObjectUri object, long bytes, Path content) throws IOException {
    String writer = UUID.randomUUID().toString();
    String id = uploads.begin(object, writer);
    try {
      return uploads.complete(object, uploads.sendParts(object, id, content), writer, bytes);
    } catch (IOException | RuntimeException e) {
      uploads.abortAfter(e, object, id);
      throw e;
    }
  }

  @Override
  public ObjectStat putIfAbsent(ObjectUri address, byte[] content) throws IOException {
    ObjectUri object = object(address);
    return conditional
        .put(object, content, ConditionalWrites.ABSENT)
        .orElseThrow(
            () -> new FileAlreadyExistsException(object.toString(), null, "it exists already"));
  }

  @Override
  public List<ObjectStat> list(ObjectUri prefix) throws IOException {
    List<ObjectStat> objects = new ArrayList<>(listing(prefix, false).objects());
    objects.removeIf(S3ObjectStore::isFolderMarker);
    return List.copyOf(objects);
  }

  @Override
  public Children children(ObjectUri folder) throws IOException {
    Children all = listing(folder.resolve(""), true);
    return new Children(
        all.objects().stream().filter(object -> !isFolderMarker(object)).toList(), all.folders());
  }

  private static boolean isFolderMarker(ObjectStat object) {
    return object.lengthBytes() == 0 && object.uri().key().endsWith("/");
  }

  private Children listing(ObjectUri prefix, boolean oneLevel) throws IOException {
    BucketNames.check(prefix);
    S3Calls s3 = calls();
    List<ObjectStat> objects = new ArrayList<>();
    List<ObjectUri> folders = new ArrayList<>();
    String token = null;
    do {
      String next = token;
      ListObjectsV2Response page =
          s3.call(
              S3Operation.LIST,
              prefix,
              client ->
                  client.listObjectsV2(
                      r ->
                          r.bucket(prefix.bucket())
                              .prefix(prefix.key())
                              .delimiter(oneLevel ? "/" : null)
                              .encodingType(EncodingType.URL)
                              .continuationToken(next)));
      for (S3Object object : page.contents()) {
        objects.add(
            new ObjectStat(below(prefix, object.key()), object.size(), etag(object.eTag())));
      }
      for (CommonPrefix folder : page.commonPrefixes()) {
        String key = folder.prefix();
        folders.add(below(prefix, key.substring(0, key.length() - 1)));
      }
      token = Boolean.TRUE.equals(page.isTruncated()) ? page.nextContinuationToken() : null;
    } while (token != null);
    connection.bucketsSeen().add(prefix.bucket());
    // S3's order already, but for directory buckets and some other servers.
    objects.sort(Comparator.comparing(ObjectStat::uri, KeyOrder.INSTANCE));
    folders.sort(KeyOrder.INSTANCE);
    return new Children(objects, folders);
  }

  private static ObjectUri below(ObjectUri prefix, String key) throws IOException {
    if (key.startsWith("/")) {
      throw new IOException(
          "Cannot list %s: the key '%s' begins with a slash, and has no address here. Rename that object"
              .formatted(prefix, key));
    }
    return new ObjectUri(prefix.scheme(), prefix.bucket(), key);
  }

  @Override
  public void delete(Collection<ObjectUri> objects) throws IOException {
    Map<String, List<ObjectUri>> byBucket = new TreeMap<>();
    for (ObjectUri object : objects) {
      byBucket.computeIfAbsent(object(object).bucket(), _ -> new ArrayList<>()).add(object);
    }
    for (List<ObjectUri> bucket : byBucket.values()) {
      for (int from = 0; from < bucket.size(); from += DELETE_BATCH) {
        deleteBatch(bucket.subList(from, Math.min(bucket.size(), from + DELETE_BATCH)));
      }
    }
  }

  private void deleteBatch(List<ObjectUri> objects) throws IOException {
    ObjectUri first = objects.getFirst();
    List<ObjectIdentifier> keys =
        objects.stream().map(o -> ObjectIdentifier.builder().key(o.key()).build()).toList();
    S3Calls s3 = calls();
    List<S3Error> errors =
        s3.tries(
            S3Operation.DELETE,
            first,
            _ -> {
              List<S3Error> found =
                  s3.once(
                          S3Operation.DELETE,
                          client ->
                              client.deleteObjects(
                                  r ->
                                      r.bucket(first.bucket())
                                          .delete(d -> d.objects(keys).quiet(true))))
                      .errors();
              for (S3Error error : found) {
                S3Exception e = exception(error);
                if (e.statusCode() == 500) {
                  throw e; // The whole again: what is deleted already does no harm.
                }
              }
              return found;
            });
    if (!errors.isEmpty()) {
      S3Error error = errors.getFirst();
      ObjectUri object = new ObjectUri(first.scheme(), first.bucket(), error.key());
      throw s3.translated(S3Operation.DELETE, object, exception(error));
    }
  }

  /** The error of one key, as if it had been the answer to a request of its own. */
  private static S3Exception exception(S3Error error) {
    int status =
        switch (error.code()) {
          case "AccessDenied" -> 403;
          case "InternalError", "SlowDown", "ServiceUnavailable" -> 500;
          default -> 400;
        };
    AwsErrorDetails details =
        AwsErrorDetails.builder().errorCode(error.code()).errorMessage(error.message()).build();
    return (S3Exception) S3Exception.builder().statusCode(status).awsErrorDetails(details).build();
  }

  @Override
  public void deleteFolder(ObjectUri folder) throws IOException {
    delete(listing(folder.resolve(""), false).objects().stream().map(ObjectStat::uri).toList());
  }

  @Override
  public Optional<Path> localPath(ObjectUri object) {
    return Optional.empty();
  }

  @Override
  public StagedObject stage(Path content, ObjectUri folder, String name, String job)
      throws IOException {
    BucketNames.check(folder);
    return outputs.stage(content, folder, name, job);
  }

  @Override
  public void publish(ObjectUri folder, List<StagedObject> objects, String job, Replace replace)
      throws IOException {
    BucketNames.check(folder);
    outputs.publish(folder, objects, job, replace);
  }

  @Override
  public void discard(ObjectUri folder, List<StagedObject> objects, String job) throws IOException {
    BucketNames.check(folder);
    outputs.discard(folder, objects, job);
  }

  @Override
  public void recover(ObjectUri folder, String job) throws IOException {
    BucketNames.check(folder);
    outputs.recover(folder, job);
  }

  @Override
  public void close() {
    connection.close();
  }
}

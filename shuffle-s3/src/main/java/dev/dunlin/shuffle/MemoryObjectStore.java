package dev.dunlin.shuffle;

import dev.dunlin.core.output.OutputManifest;
import dev.dunlin.core.output.OutputNames;
import dev.dunlin.core.store.ObjectStat;
import dev.dunlin.core.store.ObjectStore;
import dev.dunlin.core.store.ObjectUri;
import dev.dunlin.core.store.StagedObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Objects in memory, for tests and small tables: {@code memory://bucket/key}. Buckets need not be
 * made. Thread-safe. Staged objects have no address, as with S3's unfinished uploads.
 */
public final class MemoryObjectStore implements ObjectStore {
  private record Content(ByteBuffer bytes, String etag) {}

  private record Staged(ObjectUri folder, String job, ByteBuffer bytes) {}

  private final NavigableMap<ObjectUri, Content> objects =
      new TreeMap<>(
          (a, b) -> {
            int bucket = a.bucket().compareTo(b.bucket());
            return bucket != 0 ? bucket : KeyOrder.INSTANCE.compare(a, b);
          });
  private final NavigableMap<String, Staged> staged = new TreeMap<>();
  private long writes;

  @Override
  public synchronized ObjectStat stat(ObjectUri object) throws IOException {
    return stat(object, content(object));
  }

  private static ObjectStat stat(ObjectUri object, Content content) {
    return new ObjectStat(object, content.bytes().limit(), content.etag());
  }

  private Content content(ObjectUri object) throws IOException {
    Content content = objects.get(object);
    if (content == null) {
      throw new NoSuchFileException(object.toString(), null, "no such object");
    }
    return content;
  }

  @Override
  public synchronized InputStream read(ObjectUri object, long offset, long length)
      throws IOException {
    byte[] bytes = content(object).bytes().array();
    int from = (int) Math.min(offset, bytes.length);
    return new ByteArrayInputStream(bytes, from, (int) Math.min(length, bytes.length - from));
  }

  @Override
  public synchronized ObjectStat put(ObjectUri object, byte[] bytes) {
    Content content = new Content(ByteBuffer.wrap(bytes.clone()), "w" + ++writes);
    objects.put(object, content);
    return stat(object, content);
  }

  @Override
  public ObjectStat put(ObjectUri object, Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    Files.delete(file);
    return put(object, bytes);
  }

  @Override
  public synchronized ObjectStat putIfAbsent(ObjectUri object, byte[] content) throws IOException {
    if (objects.containsKey(object)) {
      throw new FileAlreadyExistsException(object.toString(), null, "it exists already");
    }
    return put(object, content);
  }

  @Override
  public synchronized List<ObjectStat> list(ObjectUri prefix) {
    List<ObjectStat> found = new ArrayList<>();
    for (var entry : objects.tailMap(prefix, true).entrySet()) {
      ObjectUri object = entry.getKey();
      if (!object.bucket().equals(prefix.bucket()) || !object.key().startsWith(prefix.key())) {
        break;
      }
      found.add(stat(object, entry.getValue()));
    }
    return List.copyOf(found);
  }

  @Override
  public synchronized void delete(Collection<ObjectUri> addresses) {
    addresses.forEach(objects::remove);
  }

  @Override
  public Optional<Path> localPath(ObjectUri object) {
    return Optional.empty();
  }

  @Override
  public StagedObject stage(Path content, ObjectUri folder, String name, String job)
      throws IOException {
    byte[] bytes = Files.readAllBytes(content);
    Files.delete(content);
    synchronized (this) {
      String token = "upload-" + ++writes;
      staged.put(token, new Staged(folder, job, ByteBuffer.wrap(bytes)));
      return new StagedObject(folder.resolve(name), bytes.length, token);
    }
  }

  @Override
  public synchronized void publish(
      ObjectUri folder, List<StagedObject> outputs, String job, Replace replace)
      throws IOException {
    List<ObjectStat> old = list(folder.resolve(""));
    if (replace == Replace.FAIL && !old.isEmpty()) {
      throw new FileAlreadyExistsException(folder.toString(), null, "the folder is not empty");
    }
    for (StagedObject output : outputs) {
      if (!staged.containsKey(output.token())) {
        throw new NoSuchFileException(
            output.target().toString(), null, "it is not staged: " + output.token());
      }
    }
    delete(old.stream().map(ObjectStat::uri).toList());
    for (StagedObject output : outputs) {
      Staged upload = staged.remove(output.token());
      if (upload != null) {
        put(output.target(), upload.bytes().array());
      }
    }
    OutputManifest manifest = OutputManifest.of(job, OutputManifest.files(folder, outputs));
    put(folder.resolve(OutputNames.SUCCESS), manifest.toBytes());
    discard(folder, outputs, job);
  }

  @Override
  public synchronized void discard(ObjectUri folder, List<StagedObject> outputs, String job) {
    staged.values().removeIf(s -> s.folder().equals(folder) && s.job().equals(job));
  }

  @Override
  public void close() {}
}

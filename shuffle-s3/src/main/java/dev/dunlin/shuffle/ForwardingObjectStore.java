package dev.dunlin.shuffle;

import dev.dunlin.core.store.ObjectStat;
import dev.dunlin.core.store.ObjectStore;
import dev.dunlin.core.store.ObjectUri;
import dev.dunlin.core.store.StagedObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Hands every call to another store; to be extended by what counts, delays or fails some calls. */
public abstract class ForwardingObjectStore implements ObjectStore {
  private final ObjectStore store;

  protected ForwardingObjectStore(ObjectStore store) {
    this.store = store;
  }

  @Override
  public ObjectStat stat(ObjectUri object) throws IOException {
    return store.stat(object);
  }

  @Override
  public InputStream read(ObjectUri object, long offset, long length) throws IOException {
    return store.read(object, offset, length);
  }

  @Override
  public InputStream read(ObjectStat version, long offset, long length) throws IOException {
    return store.read(version, offset, length);
  }

  @Override
  public ObjectStat put(ObjectUri object, byte[] content) throws IOException {
    return store.put(object, content);
  }

  @Override
  public ObjectStat put(ObjectUri object, Path content) throws IOException {
    return store.put(object, content);
  }

  @Override
  public ObjectStat putIfAbsent(ObjectUri object, byte[] content) throws IOException {
    return store.putIfAbsent(object, content);
  }

  @Override
  public List<ObjectStat> list(ObjectUri prefix) throws IOException {
    return store.list(prefix);
  }

  @Override
  public Children children(ObjectUri folder) throws IOException {
    return store.children(folder);
  }

  @Override
  public void delete(Collection<ObjectUri> objects) throws IOException {
    store.delete(objects);
  }

  @Override
  public void deleteFolder(ObjectUri folder) throws IOException {
    store.deleteFolder(folder);
  }

  @Override
  public Optional<Path> localPath(ObjectUri object) {
    return store.localPath(object);
  }

  @Override
  public StagedObject stage(Path content, ObjectUri folder, String name, String job)
      throws IOException {
    return store.stage(content, folder, name, job);
  }

  @Override
  public void publish(ObjectUri folder, List<StagedObject> objects, String job, Replace replace)
      throws IOException {
    store.publish(folder, objects, job, replace);
  }

  @Override
  public void discard(ObjectUri folder, List<StagedObject> objects, String job) throws IOException {
    store.discard(folder, objects, job);
  }

  @Override
  public void recover(ObjectUri folder, String job) throws IOException {
    store.recover(folder, job);
  }

  @Override
  public void close() throws IOException {
    store.close();
  }
}

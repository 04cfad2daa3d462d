package dev.dunlin.core.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Object storage: whole objects are written at once, are then immutable, and are read by range.
 * Implementations are safe for use by many threads. Each may be asked only for addresses of its own
 * scheme.
 *
 * <p>Every method throws {@link NoSuchFileException} where the object (or bucket) is missing,
 * {@link java.nio.file.AccessDeniedException} where it may not be touched, {@link
 * ThrottledException} where the store would not answer so many requests, and another {@link
 * IOException} for anything else; each message names the object.
 */
public interface ObjectStore extends AutoCloseable {
  /** Length and ETag of one object. */
  ObjectStat stat(ObjectUri object) throws IOException;

  /**
   * The bytes {@code [offset, offset + length)} of an object. The stream ends early, and the caller
   * must notice, if the object is shorter.
   */
  InputStream read(ObjectUri object, long offset, long length) throws IOException;

  /**
   * The same of an object as it was when it was looked at. This default looks at it again before it
   * reads; a store that can read on a condition does that.
   *
   * @throws ObjectChangedException if it is another one now, or gone
   */
  default InputStream read(ObjectStat version, long offset, long length) throws IOException {
    checkUnchanged(version);
    return read(version.uri(), offset, length);
  }

  /**
   * Looks whether an object is still the same.
   *
   * @throws ObjectChangedException if it is another one now, or gone
   */
  default void checkUnchanged(ObjectStat version) throws IOException {
    ObjectStat now;
    try {
      now = stat(version.uri());
    } catch (NoSuchFileException e) {
      throw new ObjectChangedException(version.uri(), "it was removed since the job was planned");
    }
    if (!now.etag().equals(version.etag())) {
      throw new ObjectChangedException(
          version.uri(),
          now.lengthBytes() == version.lengthBytes()
              ? "it was replaced since the job was planned"
              : "it was replaced since the job was planned, %d bytes by %d"
                  .formatted(version.lengthBytes(), now.lengthBytes()));
    }
  }

  /**
   * Writes an object from bytes; readers see the whole of it or nothing. An object that was there
   * is replaced.
   */
  ObjectStat put(ObjectUri object, byte[] content) throws IOException;

  /**
   * Writes an object from a file; readers see the whole of it or nothing. The file may be moved
   * away: it belongs to the store from here on.
   */
  ObjectStat put(ObjectUri object, Path content) throws IOException;

  /**
   * Writes an object only where there is none yet.
   *
   * @throws java.nio.file.FileAlreadyExistsException if there is one; it stays as it was
   */
  ObjectStat putIfAbsent(ObjectUri object, byte[] content) throws IOException;

  /**
   * All objects whose address begins with this prefix's, in the order of their keys. A prefix that
   * matches nothing gives an empty list.
   */
  List<ObjectStat> list(ObjectUri prefix) throws IOException;

  /**
   * What lies directly in a folder, in the order of the keys. A folder that is not there holds
   * nothing. This default lists all that is below it; a store that can list one level alone does
   * that.
   */
  default Children children(ObjectUri folder) throws IOException {
    ObjectUri prefix = folder.resolve("");
    List<ObjectStat> objects = new ArrayList<>();
    Set<ObjectUri> folders = new LinkedHashSet<>();
    for (ObjectStat object : list(prefix)) {
      String rest = object.uri().key().substring(prefix.key().length());
      int slash = rest.indexOf('/');
      if (slash < 0) {
        objects.add(object);
      } else {
        folders.add(prefix.resolve(rest.substring(0, slash)));
      }
    }
    return new Children(objects, List.copyOf(folders));
  }

  /** Removes objects; one that is not there is no error. */
  void delete(Collection<ObjectUri> objects) throws IOException;

  /**
   * Removes all that is in a folder, and the folder. Objects that are written to it meanwhile may
   * stay. This default lists them; a store that has folders removes empty ones too.
   */
  default void deleteFolder(ObjectUri folder) throws IOException {
    delete(list(folder.resolve("")).stream().map(ObjectStat::uri).toList());
  }

  /** The file that holds this object, where the store keeps objects as files that can be opened. */
  Optional<Path> localPath(ObjectUri object);

  /**
   * Uploads a job's output so that no reader can see it until {@link #publish} is given the token.
   *
   * @param content a finished file; it belongs to the store from here on
   * @param folder the folder that will be published
   * @param name the object's name in it; may lie in sub-folders ({@code day=1/part-00000.parquet})
   * @param job tells this job's staged objects from another's
   */
  StagedObject stage(Path content, ObjectUri folder, String name, String job) throws IOException;

  /**
   * Makes staged objects visible in a folder: all of them, then {@code _SUCCESS}, which names them
   * ({@link dev.dunlin.core.output.OutputManifest}); and only then what was there before goes. On a
   * file system that is one step. Done once, it may be done again.
   *
   * @param objects every object the folder is to hold, each staged by this job for an address in it
   * @param replace what to do with what the folder holds already
   * @throws java.nio.file.FileAlreadyExistsException if the folder holds anything and {@code
   *     replace} is {@link Replace#FAIL}
   * @throws UnfinishedPublishException if the folder is not as it was; after any other failure it
   *     is
   */
  void publish(ObjectUri folder, List<StagedObject> objects, String job, Replace replace)
      throws IOException;

  /**
   * Removes everything that this job has staged for this folder and not published; a second call
   * does nothing.
   */
  void discard(ObjectUri folder, List<StagedObject> objects, String job) throws IOException;

  /**
   * Brings what a dead job was doing to this folder to its end, if all of its files are complete,
   * and takes it back if not; a second call does nothing. This default is for a store whose {@link
   * #publish} is one step.
   */
  default void recover(ObjectUri folder, String job) throws IOException {
    discard(folder, List.of(), job);
  }

  /**
   * This store, whose requests are counted by these counts and not by its own. It is not to be
   * closed, and is of use until this store is closed. This default, for a store whose use costs no
   * requests, is the store itself.
   */
  default ObjectStore metered(RequestCounts counts) {
    return this;
  }

  @Override
  void close() throws IOException;

  /**
   * One level of a listing.
   *
   * @param objects the objects directly in the folder
   * @param folders the folders directly in it, without a trailing slash
   */
  record Children(List<ObjectStat> objects, List<ObjectUri> folders) {
    public Children {
      objects = List.copyOf(objects);
      folders = List.copyOf(folders);
    }
  }

  /** What {@link #publish} does where the folder is not empty. */
  enum Replace {
    FAIL,
    OVERWRITE
  }
}

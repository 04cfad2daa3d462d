package dev.dunlin.driver.deploy;

import dev.dunlin.core.failure.UserErrorException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;

/**
 * What the build has made to run elsewhere: the templates and the function's packages.
 *
 * @param home the folder that holds them, a checkout's
 */
public record Distribution(Path home) {
  /** What the template's text has in the place of the deployed things' hash; see ADR 0006. */
  private static final String NO_PACKAGE = "00000000";

  /**
   * The distribution that this process was started from.
   *
   * @throws UserErrorException if it was not started by the launcher
   */
  public static Distribution ofThisProcess() {
    String home = System.getProperty("dunlin.home");
    if (home == null) {
      throw new UserErrorException(
          "Cannot find the function's package: start Dunlin by its launcher, ./dunlin");
    }
    return new Distribution(Path.of(home));
  }

  /** The template of the bucket alone. */
  String bucketTemplate() throws IOException {
    return Files.readString(home.resolve("infra-cdk/template/bucket.template.json"));
  }

  /** The template of all of it, for this package and these parameters. */
  String template(String packageHash, Map<String, String> parameters) throws IOException {
    MessageDigest digest = sha256();
    digest.update(packageHash.getBytes(StandardCharsets.UTF_8));
    digest.update(parameters.toString().getBytes(StandardCharsets.UTF_8));
    String id = HexFormat.of().formatHex(digest.digest()).substring(0, NO_PACKAGE.length());
    return Files.readString(home.resolve("infra-cdk/template/dunlin.template.json"))
        .replace(NO_PACKAGE, id);
  }

  /** The package for an architecture, {@code x86_64} or {@code arm64}. */
  public Path functionPackage(String architecture) {
    Path zip =
        home.resolve(
            "lambda-executor/target/function/dunlin-function-%s.zip".formatted(architecture));
    if (!Files.exists(zip)) {
      throw noPackage(zip);
    }
    return zip;
  }

  /**
   * The folder of the package for this machine, unpacked, with all jars in {@code lib}.
   *
   * @throws UserErrorException if the build has not made it
   */
  public Path functionFolder() {
    String architecture = System.getProperty("os.arch").equals("aarch64") ? "arm64" : "x86_64";
    Path folder =
        home.resolve("lambda-executor/target/function")
            .resolve(architecture)
            .toAbsolutePath()
            .normalize();
    if (!Files.isDirectory(folder.resolve("lib"))) {
      throw noPackage(folder);
    }
    return folder;
  }

  private static UserErrorException noPackage(Path where) {
    return new UserErrorException(
        "The function's package is not there: %s. Make it with ./mvnw package -DskipTests"
            .formatted(where));
  }

  /** A file's SHA-256, in hexadecimal digits. */
  static String hash(Path file) throws IOException {
    MessageDigest digest = sha256();
    try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
      long unused = in.transferTo(java.io.OutputStream.nullOutputStream());
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }
}

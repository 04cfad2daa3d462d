package dev.dunlin.driver.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.dunlin.core.config.Config;
import dev.dunlin.core.config.ConfigKeys;
import dev.dunlin.core.config.ConfigKeys.ClusterKind;
import dev.dunlin.core.failure.UserErrorException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("unit")
final class ConfigFilesTest {
  @TempDir Path folder;

  private Path write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(folder.resolve(name).getParent());
    return Files.writeString(file, text);
  }

  private String error(String text) throws IOException {
    Path file = write("dunlin.conf", text);
    UserErrorException e =
        assertThrows(UserErrorException.class, () -> ConfigFiles.of(file).config(Optional.empty()));
    return String.valueOf(e.getMessage()).replace(folder + "/", "");
  }

  @Test
  void commentsBlankLinesAndSpacesDoNotMatter() throws Exception {
    Path file =
        write(
            "dunlin.conf",
            """
            # what this machine can do
            local.slots=3

              local.memory =  2GiB   # of 8
            work.uri = /data/my#work
            """);
    Config config = ConfigFiles.of(file).config(Optional.empty());
    assertEquals(3, config.value(ConfigKeys.LOCAL_SLOTS).orElseThrow());
    assertEquals("2GiB", config.value(ConfigKeys.LOCAL_MEMORY).orElseThrow().toString());
    assertEquals("/data/my#work", config.value(ConfigKeys.WORK_URI));
  }

  @Test
  void theWorkingDirectorysFileGoesBeforeTheUsersOwn() throws Exception {
    write("home/.config/dunlin/dunlin.conf", "local.slots = 3\nlocal.threads = 4\n");
    write("here/dunlin.conf", "local.slots = 5\n");
    Config config =
        ConfigFiles.standard(folder.resolve("here"), folder.resolve("home/.config"))
            .config(Optional.empty());
    assertEquals(5, config.value(ConfigKeys.LOCAL_SLOTS).orElseThrow());
    assertEquals(4, config.value(ConfigKeys.LOCAL_THREADS).orElseThrow());
  }

  @Test
  void aSectionHoldsForItsClusterAndGoesBeforeWhatHoldsForAll() throws Exception {
    Path file =
        write(
            "dunlin.conf",
            """
            work.uri = s3://b/work
            [prod]
            cluster.kind = lambda
            lambda.function = dunlin-prod
            work.uri = s3://prod/work
            [small]   # on this machine
            local.slots = 1
            """);
    Config none = ConfigFiles.of(file).config(Optional.empty());
    assertEquals("s3://b/work", none.value(ConfigKeys.WORK_URI));
    assertEquals(ClusterKind.LOCAL, none.value(ConfigKeys.CLUSTER_KIND));
    Config prod = ConfigFiles.of(file).config(Optional.of("prod"));
    assertEquals("s3://prod/work", prod.value(ConfigKeys.WORK_URI));
    assertEquals(ClusterKind.LAMBDA, prod.value(ConfigKeys.CLUSTER_KIND));
    assertEquals("dunlin-prod", prod.value(ConfigKeys.LAMBDA_FUNCTION));
    Config lambda = ConfigFiles.of(file).config(Optional.of("lambda"));
    assertEquals(ClusterKind.LAMBDA, lambda.value(ConfigKeys.CLUSTER_KIND));
    assertEquals("dunlin", lambda.value(ConfigKeys.LAMBDA_FUNCTION));
    UserErrorException e =
        assertThrows(
            UserErrorException.class, () -> ConfigFiles.of(file).config(Optional.of("prd")));
    assertEquals(
        "There is no cluster 'prd': dunlin.conf has no section [prd]. There are local, lambda,"
            + " prod, small",
        e.getMessage());
  }

  @Test
  void noFileIsNoError() {
    assertEquals(Config.DEFAULTS, ConfigFiles.standard(folder, folder).config(Optional.empty()));
  }

  @Test
  void aMistakeNamesFileAndLine() throws Exception {
    assertEquals(
        "dunlin.conf:2: There is no setting 'local.slot'. Did you mean 'local.slots'? See"
            + " docs/configuration.md.",
        error("# first\nlocal.slot = 3\n"));
    assertEquals(
        "dunlin.conf:1: Cannot set local.memory to 'much': not a size like 64MiB (expected: auto |"
            + " 16MiB to 1024TiB)",
        error("local.memory = much"));
    assertEquals(
        "dunlin.conf:3: expected 'key = value' or '[cluster]' and found 'local.slots 3'",
        error("\n\nlocal.slots 3"));
    assertEquals(
        "dunlin.conf:2: local.slots is set in line 1 already",
        error("local.slots = 1\nlocal.slots = 2"));
  }

  @Test
  void aFileThatWasAskedForMustBeThere() {
    UserErrorException e =
        assertThrows(UserErrorException.class, () -> ConfigFiles.of(folder.resolve("none.conf")));
    assertEquals(
        "Cannot read the configuration %s: there is no such file"
            .formatted(folder.resolve("none.conf")),
        e.getMessage());
  }

  @Test
  void aFileThatIsNotTextIsRefused() throws Exception {
    Path file = folder.resolve("dunlin.conf");
    Files.write(file, new byte[] {(byte) 0xff, (byte) 0xfe, 0});
    UserErrorException e =
        assertThrows(UserErrorException.class, () -> ConfigFiles.of(file).config(Optional.empty()));
    assertEquals(
        "Cannot read the configuration %s: it is not UTF-8".formatted(file), e.getMessage());
  }
}

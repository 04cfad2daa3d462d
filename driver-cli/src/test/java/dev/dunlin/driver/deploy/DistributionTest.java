package dev.dunlin.driver.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dunlin.core.failure.UserErrorException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("unit")
final class DistributionTest {
  @TempDir private Path home;

  @Test
  void theFunctionsFolderIsThatOfThisMachinesArchitecture() throws Exception {
    for (String architecture : new String[] {"arm64", "x86_64"}) {
      Files.createDirectories(
          home.resolve("lambda-executor/target/function").resolve(architecture).resolve("lib"));
    }
    String mine = System.getProperty("os.arch").equals("aarch64") ? "arm64" : "x86_64";
    assertEquals(
        home.resolve("lambda-executor/target/function").resolve(mine),
        new Distribution(home.resolve("tests/..")).functionFolder());
  }

  @Test
  void aPackageThatIsNotBuiltIsNamedWithTheCommandThatMakesIt() {
    String message =
        String.valueOf(
            assertThrows(UserErrorException.class, new Distribution(home)::functionFolder)
                .getMessage());
    assertTrue(
        message.startsWith(
            "The function's package is not there: "
                + home.resolve("lambda-executor/target/function")),
        message);
    assertTrue(message.endsWith(". Make it with ./mvnw package -DskipTests"), message);
  }
}

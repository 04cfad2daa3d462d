package dev.dunlin.shuffle.s3;

import java.io.IOException;
import java.io.OutputStream;
import org.gaul.s3proxy.Main;

/** S3Proxy's program, which ends when its standard input does: so it cannot outlive a test. */
final class S3ProxyMain {
  private S3ProxyMain() {}

  public static void main(String[] args) throws Exception {
    Thread.ofPlatform().daemon().start(S3ProxyMain::endWithInput);
    Main.main(args);
  }

  private static void endWithInput() {
    try {
      System.in.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      System.err.println("Standard input broke: " + e);
    }
    Runtime.getRuntime().halt(0);
  }
}

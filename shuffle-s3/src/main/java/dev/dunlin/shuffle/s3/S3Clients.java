package dev.dunlin.shuffle.s3;

import dev.dunlin.core.failure.UserErrorException;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLSocket;
import org.apache.hc.core5.http.protocol.HttpContext;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/** Makes the SDK's client from settings. */
final class S3Clients {
  /** Room for four tasks of 16 requests each, beyond which one function's throughput is flat. */
  private static final int CONNECTIONS = 64;

  private static final Duration WAIT_FOR_CONNECTION = Duration.ofSeconds(20);

  private S3Clients() {}

  /**
   * How long to wait for the network.
   *
   * @param connect for a connection
   * @param read for the next byte of an answer
   */
  record Timeouts(Duration connect, Duration read) {
    static final Timeouts STANDARD = new Timeouts(Duration.ofSeconds(3), Duration.ofSeconds(5));
  }

  /**
   * A client whose own retries are off. Checksums beyond those that S3 demands are off too: other
   * servers refuse them, TLS protects the bytes on their way, and segments carry their own.
   *
   * @throws UserErrorException if the settings do not say where to go
   */
  static S3Client open(
      S3Settings settings, Map<String, String> environment, Timeouts timeouts, Region region) {
    Apache5HttpClient.Builder http =
        Apache5HttpClient.builder()
            .connectionTimeout(timeouts.connect())
            .socketTimeout(timeouts.read())
            .connectionAcquisitionTimeout(WAIT_FOR_CONNECTION)
            .maxConnections(CONNECTIONS);
    if (settings.server(environment).map(URI::getScheme).equals(Optional.of("http"))) {
      http.tlsSocketStrategy(S3Clients::noTls);
    }
    S3ClientBuilder builder =
        S3Client.builder()
            .httpClientBuilder(http)
            .region(region)
            .forcePathStyle(settings.usesPathStyle(environment))
            .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
            .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
            .overrideConfiguration(
                o -> {
                  o.retryStrategy(AwsRetryStrategy.doNotRetry());
                  if (!settings.profile().isEmpty()) {
                    o.defaultProfileName(settings.profile());
                  }
                });
    settings.server(environment).ifPresent(builder::endpointOverride);
    if (!settings.profile().isEmpty()) {
      builder.credentialsProvider(ProfileCredentialsProvider.create(settings.profile()));
    }
    try {
      return builder.build();
    } catch (SdkClientException e) {
      throw new UserErrorException("Cannot use S3: " + e.getMessage(), e);
    }
  }

  /** In place of the trust store, which is loaded with the client and takes a tenth of a start. */
  private static SSLSocket noTls(
      Socket socket, String host, int port, Object attachment, HttpContext context)
      throws IOException {
    throw new IOException("This client is for a server without TLS, and was led to " + host);
  }
}

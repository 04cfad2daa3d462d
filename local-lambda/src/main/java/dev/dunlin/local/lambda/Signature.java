package dev.dunlin.local.lambda;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.net.URLEncoder;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * A request's signature of AWS's version 4 ("Create a signed AWS API request", IAM User Guide). The
 * SDK can only sign, and signs headers that other tools leave out, so that its signature cannot be
 * compared with theirs.
 *
 * @param key the access key's id
 * @param scope date, region and service: {@code 20261128/us-east-1/lambda}
 * @param headers the names of the headers that it is of
 * @param value in hexadecimal digits
 */
record Signature(String key, String scope, List<String> headers, String value) {
  private static final String ALGORITHM = "AWS4-HMAC-SHA256";

  private static final Pattern AUTHORIZATION =
      Pattern.compile(
          ALGORITHM
              + " Credential=([^/, ]+)/(\\d{8}/[^/, ]+/lambda)/aws4_request,\\s*"
              + "SignedHeaders=([^, ]+),\\s*Signature=([0-9a-f]{64})");

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  /** Lambda takes no request that was signed longer ago, or by a clock that is further ahead. */
  private static final Duration MOST_SKEW = Duration.ofMinutes(5);

  /** A request's; null if it has none. */
  static @Nullable Signature of(Headers headers) {
    String authorization = headers.getFirst("Authorization");
    Matcher matcher = AUTHORIZATION.matcher(authorization == null ? "" : authorization);
    return matcher.matches()
        ? new Signature(
            matcher.group(1),
            matcher.group(2),
            List.of(matcher.group(3).split(";")),
            matcher.group(4))
        : null;
  }

  /** Whether a request was signed so, with this secret and at about this time. */
  boolean isOf(HttpExchange request, byte[] body, String secret, Instant now) {
    String date = String.valueOf(request.getRequestHeaders().getFirst("X-Amz-Date"));
    try {
      Instant signed = TIME.parse(date, Instant::from);
      if (!headers.containsAll(List.of("host", "x-amz-date"))
          || !scope.startsWith(date.substring(0, 8) + "/")
          || Duration.between(signed, now).abs().compareTo(MOST_SKEW) > 0) {
        return false;
      }
    } catch (DateTimeParseException e) {
      return false;
    }
    String signed =
        String.join(
            "\n",
            ALGORITHM,
            date,
            scope + "/aws4_request",
            sha256(canonical(request, body).getBytes(UTF_8)));
    byte[] signing = ("AWS4" + secret).getBytes(UTF_8);
    for (String part : (scope + "/aws4_request").split("/")) {
      signing = hmac(signing, part);
    }
    String expected = HexFormat.of().formatHex(hmac(signing, signed));
    return MessageDigest.isEqual(expected.getBytes(US_ASCII), value.getBytes(US_ASCII));
  }

  private String canonical(HttpExchange request, byte[] body) {
    String query = request.getRequestURI().getRawQuery();
    Stream<String> lines =
        headers.stream().map(name -> name + ":" + header(request.getRequestHeaders(), name));
    return String.join(
        "\n",
        request.getRequestMethod(),
        encoded(request.getRequestURI().getRawPath()),
        query == null ? "" : sorted(query),
        lines.collect(Collectors.joining("\n")) + "\n",
        String.join(";", headers),
        sha256(body));
  }

  /** A path is encoded once more than it was sent, for all services but S3. */
  private static String encoded(String path) {
    return Arrays.stream(path.split("/", -1))
        .map(name -> URLEncoder.encode(name, UTF_8))
        .map(name -> name.replace("+", "%20").replace("*", "%2A").replace("%7E", "~"))
        .collect(Collectors.joining("/"));
  }

  private static String sorted(String query) {
    return Arrays.stream(query.split("&"))
        .map(pair -> pair.contains("=") ? pair : pair + "=")
        .sorted()
        .collect(Collectors.joining("&"));
  }

  private static String header(Headers headers, String name) {
    List<String> values = headers.get(name);
    return values == null
        ? ""
        : values.stream()
            .map(text -> text.strip().replaceAll(" +", " "))
            .collect(Collectors.joining(","));
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every JDK has it", e);
    }
  }

  private static byte[] hmac(byte[] key, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(text.getBytes(UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every JDK has it", e);
    }
  }
}

package dev.dunlin.shuffle.s3;

import dev.dunlin.core.failure.UserErrorException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.AwsProfileRegionProvider;
import software.amazon.awssdk.regions.providers.AwsRegionProvider;
import software.amazon.awssdk.regions.providers.AwsRegionProviderChain;
import software.amazon.awssdk.regions.providers.InstanceProfileRegionProvider;
import software.amazon.awssdk.regions.providers.SystemSettingsRegionProvider;

/**
 * One of AWS's services, and what our settings say of where it is. An empty text leaves it to AWS's
 * default chain.
 *
 * @param name as in {@code Lambda}: the settings and the environment's variables have it in theirs
 * @param region as in {@code eu-central-1}
 * @param endpoint the address of the server, {@code https://host:port}
 * @param profile the profile in AWS's configuration files
 */
public record AwsService(String name, String region, String endpoint, String profile) {

  /** The server to use instead of AWS's own. */
  public Optional<URI> server(Map<String, String> environment) {
    if (!endpoint.isEmpty()) {
      return Optional.of(URI.create(endpoint));
    }
    if (environment.getOrDefault("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "").equals("true")) {
      return Optional.empty();
    }
    // The stronger first, as AWS's tools read them.
    return Stream.of("AWS_ENDPOINT_URL_" + name.toUpperCase(Locale.ROOT), "AWS_ENDPOINT_URL")
        .map(variable -> environment.getOrDefault(variable, ""))
        .filter(url -> !url.isEmpty())
        .findFirst()
        .map(URI::create);
  }

  /**
   * The region that requests are sent to: that of the settings, of their profile, of the
   * environment, of the default profile, of the machine. For a server that is not AWS's it is only
   * a word in the signature, so that it need not be set.
   *
   * @throws UserErrorException if none is set
   */
  public Region region(Map<String, String> environment) {
    if (!region.isEmpty()) {
      return Region.of(region);
    }
    boolean isAws = server(environment).isEmpty();
    List<AwsRegionProvider> providers = new ArrayList<>();
    if (!profile.isEmpty()) {
      providers.add(new AwsProfileRegionProvider(ProfileFile::defaultProfileFile, profile));
    }
    providers.add(new SystemSettingsRegionProvider());
    providers.add(new AwsProfileRegionProvider());
    if (isAws) {
      providers.add(new InstanceProfileRegionProvider());
    }
    try {
      return new AwsRegionProviderChain(providers.toArray(AwsRegionProvider[]::new)).getRegion();
    } catch (SdkClientException e) {
      if (!isAws) {
        return Region.US_EAST_1;
      }
      throw new UserErrorException(
          "Cannot use %s: no region is set. Set %s.region (or AWS_REGION, or the region of an AWS profile)"
              .formatted(name, name.toLowerCase(Locale.ROOT)),
          e);
    }
  }
}

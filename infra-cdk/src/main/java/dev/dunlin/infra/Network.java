package dev.dunlin.infra;

import static dev.dunlin.infra.Conditions.onlyIf;
import static dev.dunlin.infra.Conditions.valueIf;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import software.amazon.awscdk.IResolvable;
import software.amazon.awscdk.services.ec2.CfnVPCEndpoint;
import software.amazon.awscdk.services.ec2.GatewayVpcEndpoint;
import software.amazon.awscdk.services.ec2.GatewayVpcEndpointAwsService;
import software.amazon.awscdk.services.ec2.GatewayVpcEndpointOptions;
import software.amazon.awscdk.services.ec2.ISubnet;
import software.amazon.awscdk.services.ec2.IpAddresses;
import software.amazon.awscdk.services.ec2.Peer;
import software.amazon.awscdk.services.ec2.Port;
import software.amazon.awscdk.services.ec2.SecurityGroup;
import software.amazon.awscdk.services.ec2.SubnetConfiguration;
import software.amazon.awscdk.services.ec2.SubnetType;
import software.amazon.awscdk.services.ec2.Vpc;
import software.constructs.Construct;

/**
 * A network, on request, that has no way out but to the buckets of tasks in Amazon S3: two subnets
 * and S3's gateway endpoint, none of which costs anything.
 */
final class Network {
  /** Room for 2,000 tasks at a time in each subnet. */
  private static final int SUBNET_BITS = 21;

  private final Parameters parameters;
  private final Vpc vpc;
  private final SecurityGroup tasks;

  Network(Construct scope, Parameters parameters, Storage storage) {
    this.parameters = parameters;
    vpc =
        Vpc.Builder.create(scope, "Vpc")
            .ipAddresses(IpAddresses.cidr("10.0.0.0/16"))
            .maxAzs(2)
            .natGateways(0)
            .restrictDefaultSecurityGroup(false) // It would take a function of its own.
            .subnetConfiguration(
                List.of(
                    SubnetConfiguration.builder()
                        .name("Tasks")
                        .subnetType(SubnetType.PRIVATE_ISOLATED)
                        .cidrMask(SUBNET_BITS)
                        .build()))
            .build();
    GatewayVpcEndpoint endpoint =
        vpc.addGatewayEndpoint(
            "S3",
            GatewayVpcEndpointOptions.builder().service(GatewayVpcEndpointAwsService.S3).build());
    // Whoever asks by it, and whatever their own rights: no other bucket is reached.
    ((CfnVPCEndpoint)
            Objects.requireNonNull(endpoint.getNode().getDefaultChild(), "an endpoint's resource"))
        .setPolicyDocument(
            Rights.document(
                new S3Rights(parameters, storage, Map.of("Principal", "*")).statements()));
    tasks =
        SecurityGroup.Builder.create(scope, "Tasks")
            .vpc(vpc)
            .description("Tasks: no way in, and out by HTTPS alone")
            .allowAllOutbound(false)
            .build();
    tasks.addEgressRule(Peer.anyIpv4(), Port.HTTPS, "Amazon S3, the one place that is reached");
    onlyIf(parameters.network(), vpc, tasks);
  }

  /** A function's place in the network, if there is one. */
  IResolvable config() {
    return valueIf(
        parameters.network(),
        Properties.of(
            "SubnetIds",
            vpc.getIsolatedSubnets().stream().map(ISubnet::getSubnetId).toList(),
            "SecurityGroupIds",
            List.of(tasks.getSecurityGroupId())));
  }
}

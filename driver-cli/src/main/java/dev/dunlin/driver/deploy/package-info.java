/** Puts the AWS stack into an account, by CloudFormation, and takes it out again. */
@NullMarked
package dev.dunlin.driver.deploy;

import org.jspecify.annotations.NullMarked;

package dev.dunlin.local.lambda;

/**
 * What came of one request to invoke a function.
 *
 * @param function the function's name
 * @param requestId the request's id
 * @param status HTTP's status of the answer; 0 where the connection was broken in its place
 * @param isError whether the function failed
 * @param isCold whether an environment was started for it
 * @param initNanos the time that its start took, from the process's to its first request for an
 *     event; 0 if there was none
 * @param durationNanos the time from handing the event over to the answer
 * @param billedMillis what Lambda would charge for
 * @param peakMemoryMb the most that the environment has held
 */
public record InvocationRecord(
    String function,
    String requestId,
    int status,
    boolean isError,
    boolean isCold,
    long initNanos,
    long durationNanos,
    long billedMillis,
    long peakMemoryMb) {}

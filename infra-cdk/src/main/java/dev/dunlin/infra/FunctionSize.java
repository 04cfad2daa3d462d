package dev.dunlin.infra;

/**
 * A memory size that a function is deployed in. A task that runs out of memory is given to the next
 * one. Lambda gives processors by memory, one for 1,769 MB.
 */
enum FunctionSize {
  ONE_CPU(1769),
  /** The largest that AWS allows a new account. */
  NEW_ACCOUNT(3008),
  FOUR_CPUS(7076),
  LARGEST(10240);

  private final int memoryMb;

  FunctionSize(int memoryMb) {
    this.memoryMb = memoryMb;
  }

  int memoryMb() {
    return memoryMb;
  }

  @Override
  public String toString() {
    return Integer.toString(memoryMb);
  }
}

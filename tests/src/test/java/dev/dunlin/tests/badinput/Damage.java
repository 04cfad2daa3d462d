package dev.dunlin.tests.badinput;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/** Ways in which disks, networks and programs damage a file. */
enum Damage {
  FLIPPED_BITS {
    @Override
    byte[] of(byte[] file, RandomGenerator random) {
      for (int i = 0; i < 1 + file.length / 2000; i++) {
        file[random.nextInt(file.length)] ^= (byte) (1 << random.nextInt(8));
      }
      return file;
    }
  },
  TRUNCATED {
    @Override
    byte[] of(byte[] file, RandomGenerator random) {
      return Arrays.copyOf(file, random.nextInt(1, file.length));
    }
  },
  BEGINNING_LOST {
    @Override
    byte[] of(byte[] file, RandomGenerator random) {
      return Arrays.copyOfRange(file, random.nextInt(1, file.length), file.length);
    }
  },
  ZEROED {
    @Override
    byte[] of(byte[] file, RandomGenerator random) {
      int from = random.nextInt(file.length);
      Arrays.fill(file, from, Math.min(file.length, from + 512), (byte) 0);
      return file;
    }
  },
  MIDDLE_LOST {
    @Override
    byte[] of(byte[] file, RandomGenerator random) {
      int from = random.nextInt(file.length);
      int to = Math.min(file.length, from + 1 + random.nextInt(512));
      byte[] rest = Arrays.copyOf(file, file.length - (to - from));
      System.arraycopy(file, to, rest, from, file.length - to);
      return rest;
    }
  },
  /** The last eight bytes of Parquet are the length of the footer and {@code PAR1}. */
  WRONG_LENGTH_AT_THE_END {
    @Override
    byte[] of(byte[] file, RandomGenerator random) {
      int[] lengths = {0, 1, -1, Integer.MAX_VALUE, file.length, file.length - 9, random.nextInt()};
      ByteBuffer.wrap(file)
          .order(ByteOrder.LITTLE_ENDIAN)
          .putInt(file.length - 8, lengths[random.nextInt(lengths.length)]);
      return file;
    }
  },
  /** A number in the last kilobyte, where a Parquet file has its footer, becomes a huge one. */
  HUGE_NUMBERS_AT_THE_END {
    @Override
    byte[] of(byte[] file, RandomGenerator random) {
      int from = Math.max(0, file.length - 1000);
      int at = random.nextInt(from, file.length - 8);
      Arrays.fill(file, at, Math.min(file.length - 8, at + 1 + random.nextInt(8)), (byte) 0xfe);
      return file;
    }
  },
  FLIPPED_AT_THE_END {
    @Override
    byte[] of(byte[] file, RandomGenerator random) {
      int from = Math.max(0, file.length - 1000);
      for (int i = 0; i < 2; i++) {
        file[random.nextInt(from, file.length)] = (byte) random.nextInt();
      }
      return file;
    }
  };

  /**
   * Damages a file's bytes, of which there are nine at least.
   *
   * @param file may be changed
   */
  abstract byte[] of(byte[] file, RandomGenerator random);
}

package dev.dunlin.core.stage;

/** The formats of input and output files. */
public enum FileFormat {
  PARQUET,
  CSV,
  /** JSON lines, or one array of objects where the file is read whole. */
  JSON
}

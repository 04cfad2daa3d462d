package dev.dunlin.driver.deploy;

/**
 * Where a stack stands, of CloudFormation's many words for it.
 *
 * @param word CloudFormation's
 */
record StackStatus(String word) {
  /** There is no such stack. */
  static final StackStatus NONE = new StackStatus("");

  /** Nothing is there but perhaps a change set that nobody has executed. */
  boolean isNew() {
    return word.isEmpty() || word.equals("REVIEW_IN_PROGRESS");
  }

  boolean isGone() {
    return word.isEmpty() || word.equals("DELETE_COMPLETE");
  }

  boolean isChanging() {
    return word.endsWith("_IN_PROGRESS") && !isNew();
  }

  /** It is as it was asked for, or as it was before the last change. */
  boolean canBeUpdated() {
    return word.equals("CREATE_COMPLETE")
        || word.equals("UPDATE_COMPLETE")
        || word.equals("UPDATE_ROLLBACK_COMPLETE")
        || word.equals("IMPORT_COMPLETE");
  }

  /** The change that was just made has come to what was asked for. */
  boolean isWell() {
    return word.equals("CREATE_COMPLETE") || word.equals("UPDATE_COMPLETE");
  }
}

package dev.dunlin.core.id;

/** The last step of an id's path: everything before it, and its number. */
record IdPath(String parent, int number) {
  static IdPath split(String text, char letter) {
    int slash = text.lastIndexOf('/');
    if (slash < 0 || slash + 2 >= text.length() || text.charAt(slash + 1) != letter) {
      throw new IllegalArgumentException("Not an id ending in /" + letter + "N: " + text);
    }
    try {
      return new IdPath(text.substring(0, slash), Integer.parseInt(text.substring(slash + 2)));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("Not an id ending in /" + letter + "N: " + text, e);
    }
  }

  static void checkNumber(String what, int number) {
    if (number < 0) {
      throw new IllegalArgumentException("The number of a " + what + " is negative: " + number);
    }
  }
}

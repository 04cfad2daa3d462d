package dev.dunlin.planner;

/**
 * One statement of a script, parsed no further than where it ends.
 *
 * @param text the statement without its semicolon
 * @param line the line of the script on which it begins, from 1
 */
public record Statement(String text, int line) {}

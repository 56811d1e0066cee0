package io.hone.streams.recipe;

/** What a recipe reads a fact as. */
public sealed interface Finding permits Response, Judgement, Verdict, Note {
  /** Derived from the call and the sample's index. */
  String id();

  /** Where it was read from. */
  Drawn drawn();
}

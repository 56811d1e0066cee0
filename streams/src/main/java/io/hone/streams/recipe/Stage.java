package io.hone.streams.recipe;

/** The part a model plays in a call; the names are those of the contract. */
public enum Stage {
  ACTOR,
  JUDGE,
  META_JUDGE,
  CRITIC,
  REFINER,
  VOTER,
  CORRUPTER,
  TAGGER,
  EXAMINER
}

package io.hone.app.exam;

import io.hone.streams.recipe.Conversation;

/** What was asked, and a response to it. */
record Reply(Conversation asked, String text) {

  /** In code points. */
  int length() {
    return text.codePointCount(0, text.length());
  }
}

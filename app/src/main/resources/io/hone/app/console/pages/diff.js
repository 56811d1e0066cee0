// Which words two texts share: Myers' shortest edit script (1986), bounded. Pure.

const MOST_EDITS = 1200; // the memory of the search grows with its square: 1,200 are some 6 MB for a moment

/**
 * Both texts as runs: {left, right: [{text, same}], shared}. `shared`: words in common over the words of the longer text,
 * or null if the texts differ by more than `mostEdits` words, when everything between their common ends counts as different.
 */
export function difference(left, right, mostEdits = MOST_EDITS) {
  const a = tokens(left);
  const b = tokens(right);
  const head = commonHead(a, b);
  const tail = commonTail(a, b, head);
  const steps = script(a.slice(head, a.length - tail), b.slice(head, b.length - tail), mostEdits);
  const sameA = new Uint8Array(a.length);
  const sameB = new Uint8Array(b.length);
  for (let i = 0; i < head; i++) sameA[i] = sameB[i] = 1;
  for (let i = 1; i <= tail; i++) sameA[a.length - i] = sameB[b.length - i] = 1;
  for (const [i, j] of steps ?? []) sameA[head + i] = sameB[head + j] = 1;
  return { left: runs(a, sameA), right: runs(b, sameB), shared: steps ? share(a, sameA, b) : null };
}

/** Words with the blanks after them, so that joined they are the text again. */
function tokens(text) {
  return text.match(/\S+\s*|\s+/g) ?? [];
}

const alike = (x, y) => x === y || x.trimEnd() === y.trimEnd();

function commonHead(a, b) {
  let n = 0;
  while (n < a.length && n < b.length && alike(a[n], b[n])) n++;
  return n;
}

function commonTail(a, b, head) {
  let n = 0;
  while (n < a.length - head && n < b.length - head && alike(a[a.length - 1 - n], b[b.length - 1 - n])) n++;
  return n;
}

// Pairs of indices of equal words, or null if more than `most` edits are needed.
function script(a, b, most) {
  const limit = Math.min(a.length + b.length, most);
  const furthest = new Int32Array(2 * limit + 3);
  const history = [];
  for (let d = 0; d <= limit; d++) {
    history.push(furthest.slice(limit + 1 - d, limit + 2 + d));
    for (let k = -d; k <= d; k += 2) {
      const down = k === -d || (k !== d && furthest[limit + k] < furthest[limit + 2 + k]);
      let x = down ? furthest[limit + 2 + k] : furthest[limit + k] + 1;
      while (x < a.length && x - k < b.length && alike(a[x], b[x - k])) x++;
      furthest[limit + 1 + k] = x;
      if (x >= a.length && x - k >= b.length) return matches(history, a.length, b.length);
    }
  }
  return null;
}

// Walks the search back; history[d] holds diagonals -d to d as they were before round d.
function matches(history, x, y) {
  const found = [];
  for (let d = history.length - 1; d >= 0; d--) {
    const before = (k) => history[d][k + d];
    const k = x - y;
    const down = k === -d || (k !== d && before(k - 1) < before(k + 1));
    const fromX = d === 0 ? 0 : down ? before(k + 1) : before(k - 1);
    const fromY = d === 0 ? 0 : fromX - (down ? k + 1 : k - 1);
    while (x > fromX && y > fromY) found.push([--x, --y]);
    [x, y] = [fromX, fromY];
  }
  return found.reverse();
}

function share(a, sameA, b) {
  const longer = Math.max(a.length, b.length);
  return longer === 0 ? 1 : sameA.reduce((sum, x) => sum + x, 0) / longer;
}

function runs(words, same) {
  const out = [];
  words.forEach((word, i) => {
    const last = out.at(-1);
    if (last && last.same === !!same[i]) last.text += word;
    else out.push({ text: word, same: !!same[i] });
  });
  return out.flatMap(withoutBlanksAtTheEnd);
}

// A mark ends with its last word, not with the blank or the empty line after it.
function withoutBlanksAtTheEnd(run) {
  const words = run.text.trimEnd();
  if (run.same || words === run.text) return run;
  const blanks = { text: run.text.slice(words.length), same: true };
  return words === "" ? blanks : [{ text: words, same: false }, blanks];
}

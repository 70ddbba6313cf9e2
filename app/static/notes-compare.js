// Two versions of a text side by side, with the words marked that only one of them has.

const LONGEST = 1500;

/** Words, each with the space before it. */
function pieces(text) {
  return text.match(/\s*\S+/g) ?? [];
}

/** For each word of both texts, whether the other one has it too, in the same order. */
function common(left, right) {
  const [one, other] = [left, right].map((words) => words.map((word) => word.trim()));
  const lengths = Array.from({ length: one.length + 1 }, () => new Uint16Array(other.length + 1));
  for (let i = one.length - 1; i >= 0; i -= 1) {
    for (let j = other.length - 1; j >= 0; j -= 1) {
      lengths[i][j] = one[i] === other[j] ? lengths[i + 1][j + 1] + 1 : Math.max(lengths[i + 1][j], lengths[i][j + 1]);
    }
  }
  const both = [one.map(() => false), other.map(() => false)];
  for (let i = 0, j = 0; i < one.length && j < other.length; ) {
    if (one[i] === other[j]) {
      both[0][i] = both[1][j] = true;
      i += 1;
      j += 1;
    } else if (lengths[i + 1][j] >= lengths[i][j + 1]) i += 1;
    else j += 1;
  }
  return both;
}

/** The text as elements; what the other text has not stands in <mark>. */
function marked(parts, shared) {
  const box = document.createElement("div");
  box.className = "tw-compare__text";
  for (const [index, part] of parts.entries()) {
    if (shared[index]) box.append(part);
    else {
      const word = part.trimStart();
      box.append(part.slice(0, part.length - word.length), Object.assign(document.createElement("mark"), { textContent: word }));
    }
  }
  return box;
}

/** Two elements, one for each text. Very long texts are shown without marks. */
function compared(one, other) {
  const [left, right] = [pieces(one), pieces(other)];
  const short = left.length <= LONGEST && right.length <= LONGEST;
  const [here, there] = short ? common(left, right) : [left.map(() => true), right.map(() => true)];
  return [marked(left, here), marked(right, there)];
}

globalThis.treffwerk.compared = compared;

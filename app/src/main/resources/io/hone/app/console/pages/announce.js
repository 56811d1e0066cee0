// Says a change aloud to those who do not see it: few words, and never the same twice in a row.

let timer = null;

export function say(sentence) {
  clearTimeout(timer);
  timer = setTimeout(() => {
    const place = document.getElementById("said");
    if (place.textContent !== sentence) place.textContent = sentence;
  }, 300);
}

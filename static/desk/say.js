// A word to the person: in the save bar of a form, or in a line of its own where there is none.

const LINES = '.savebar .say, [data-say]';

/** Say one sentence; `bad` says it in red. It is read out by screen readers, since the line is a status. */
export function say(near, sentence, bad = false) {
  const form = near.closest('form') || document;
  const line = form.querySelector(LINES) || document.querySelector(LINES);
  if (!line) return;
  line.textContent = sentence;
  line.classList.toggle('is-bad', bad);
}

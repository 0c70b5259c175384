// The scanner types and presses Enter: the box is always ready for it, and each answer is heard as well as seen.

let sound = null;

function beep(kind) {
  const Audio = window.AudioContext;
  if (!Audio) return;
  sound = sound || new Audio();
  const tone = sound.createOscillator();
  const quiet = sound.createGain();
  tone.frequency.value = kind === 'ok' ? 1320 : 330;
  quiet.gain.value = 0.08;
  tone.connect(quiet).connect(sound.destination);
  tone.start();
  tone.stop(sound.currentTime + (kind === 'ok' ? 0.08 : 0.35));
}

function ready(part) {
  const box = part.querySelector('[data-scan-in]');
  if (box) box.focus();
  const said = part.querySelector('[data-beep]');
  if (said) beep(said.dataset.beep);
}

document.addEventListener('htmx:afterSettle', (event) => {
  const part = event.target.closest('[data-scan]') || document.querySelector('[data-scan]');
  if (part) ready(part);
});
const first = document.querySelector('[data-scan]');
if (first) ready(first);

// A form or button with data-confirm="sentence" asks before it goes; data-confirm-bad marks what cannot be taken back.
import { ask } from './ask.js';

const agreed = new WeakSet();

document.addEventListener('submit', (event) => {
  const form = event.target;
  const asker = event.submitter && event.submitter.dataset.confirm ? event.submitter : form;
  if (!asker.dataset.confirm) return;
  if (agreed.delete(form)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const bad = 'confirmBad' in asker.dataset;
  const yes = event.submitter ? event.submitter.textContent.trim() : '确定';
  ask(asker.dataset.confirm, { bad, yes }).then((answer) => {
    if (!answer) return;
    agreed.add(form);
    form.requestSubmit(event.submitter);
  });
}, true);

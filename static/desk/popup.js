// A form inside a form: button[data-dialog] opens another page in a dialog, and what is saved there is picked here.
import { ask, paper } from './ask.js';
import { chooseMade } from './pick.js';

function open(opener) {
  const place = opener.closest('.cell-line, .cell, td');
  const pick = opener.dataset.dialogFor ? document.getElementById(opener.dataset.dialogFor).closest('[data-pick]') : place && place.querySelector('[data-pick]');
  const title = opener.dataset.title || opener.textContent.trim();
  const dialog = paper(title, 'popup');
  const frame = document.createElement('iframe');
  frame.title = title;
  frame.src = opener.dataset.dialog;
  const shut = document.createElement('button');
  Object.assign(shut, { type: 'button', className: 'b b-s', textContent: '关闭' });
  dialog.querySelector('h2').after(shut);
  dialog.append(frame);

  const leave = async () => {
    const unsaved = frame.contentDocument && frame.contentDocument.documentElement.dataset.unsaved;
    if (!unsaved || (await ask('已填写的内容尚未保存。', { title: '关闭这一页', yes: '关闭', no: '继续填写', bad: true }))) dialog.close();
  };
  const heard = (event) => {
    if (event.origin !== window.location.origin || event.source !== frame.contentWindow || !event.data) return;
    if (event.data.desk === 'leave') leave();
    if (event.data.desk !== 'picked') return;
    dialog.close();
    if (pick) {
      chooseMade(pick, event.data.item);
      pick.querySelector('[role=combobox]').focus();
    }
  };
  shut.addEventListener('click', leave);
  dialog.addEventListener('cancel', (event) => { event.preventDefault(); leave(); });
  window.addEventListener('message', heard);
  dialog.addEventListener('close', () => { window.removeEventListener('message', heard); opener.focus(); });
  dialog.showModal();
}

document.addEventListener('click', (event) => {
  const opener = event.target.closest('button[data-dialog]');
  if (opener) open(opener);
});

// Inside the dialog: the saved page says what it has made.
const made = document.querySelector('[data-picked-id]');
if (made && window.parent !== window) {
  const item = { id: made.dataset.pickedId, label: made.dataset.pickedLabel };
  window.parent.postMessage({ desk: 'picked', item }, window.location.origin);
}

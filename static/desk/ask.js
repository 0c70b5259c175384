// Questions and papers that lie on top of the page: the browser's own <dialog>, so that focus and Esc are right.

/** A drawn button with a word on it. */
export function button(words, kind = '') {
  const made = document.createElement('button');
  made.type = 'button';
  made.className = `b ${kind}`.trim();
  made.textContent = words;
  return made;
}

let count = 0;

/** An empty dialog with a heading, on the page until it is closed. */
export function paper(title, kind = 'ask') {
  const dialog = document.createElement('dialog');
  dialog.className = kind;
  const heading = document.createElement('h2');
  count += 1;
  heading.id = `ask-${count}`;
  heading.textContent = title;
  dialog.setAttribute('aria-labelledby', heading.id);
  dialog.append(heading);
  dialog.addEventListener('close', () => dialog.remove());
  document.body.append(dialog);
  return dialog;
}

/** Ask a yes-or-no question; Esc is no. */
export function ask(sentence, { title = '请确认', yes = '确定', no = '取消', bad = false } = {}) {
  return new Promise((answer) => {
    const dialog = paper(title);
    const words = document.createElement('p');
    words.textContent = sentence;
    const row = document.createElement('div');
    row.className = 'ask-b';
    const refuse = button(no);
    const agree = button(yes, bad ? 'b-bad' : 'b-main');
    row.append(refuse, agree);
    dialog.append(words, row);
    let result = false;
    agree.addEventListener('click', () => { result = true; dialog.close(); });
    refuse.addEventListener('click', () => dialog.close());
    dialog.addEventListener('close', () => answer(result));
    dialog.showModal();
    (bad ? refuse : agree).focus();
  });
}

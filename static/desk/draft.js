// Drafts: what is typed into form[data-draft] is kept on the server, for this person alone, until it is saved or given up.
// The form's own slip says whose it is and where it stands; the page offers what waits (templates/stale.html).
import { isUnsaved } from './guard.js';
import { post, REACHED } from './reach.js';
import { say } from './say.js';

const WAIT = 1000;
const CUT_OFF = '网络中断，内容留在本页，恢复后自动保存草稿';
const LOGGED_OUT = '登录已过期，保存时转到登录页，登录后回到本页，内容保留';

const unkept = new Set();

async function keep(form) {
  const answer = await post(form);
  if (answer.kind === REACHED.NOT) {
    unkept.add(form);
    say(form, CUT_OFF, true);
    return;
  }
  unkept.delete(form);
  if (answer.kind === REACHED.LOGGED_OUT) say(form, LOGGED_OUT, true);
  else if (answer.error) say(form, answer.error, true);
  else if (answer.at) say(form, `草稿已于 ${answer.at} 自动保存`);
}

function watch(form) {
  let timer = 0;
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(() => { if (isUnsaved(form)) keep(form); }, WAIT);
  };
  form.addEventListener('input', later);
  form.addEventListener('change', later);
  form.addEventListener('submit', () => clearTimeout(timer));
}

window.addEventListener('online', () => [...unkept].forEach(keep));

/** The address says that something was saved; a page that is loaded again need not say so again. */
function tidy() {
  const address = new URL(window.location.href);
  if (!address.searchParams.has('done')) return;
  address.searchParams.delete('done');
  window.history.replaceState(window.history.state, '', address);
}

// Drafts once lay in the browser; what a shared machine still holds of them goes.
Object.keys(localStorage).filter((key) => key.startsWith('desk-draft:')).forEach((key) => localStorage.removeItem(key));
tidy();
document.querySelectorAll('form[data-draft]').forEach(watch);

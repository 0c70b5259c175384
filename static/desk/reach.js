// Is the server there? What is typed goes ahead of the form as its draft, so that a broken line loses nothing.

const PATIENCE = 8000;
const KEEP = '/drafts/';

export const REACHED = { YES: 'yes', NOT: 'not', LOGGED_OUT: 'logged out' };

/** All texts of a form, files left out. */
function textsOf(form) {
  const texts = new URLSearchParams();
  new FormData(form).forEach((value, name) => { if (typeof value === 'string') texts.append(name, value); });
  return texts;
}

async function asked(address, options) {
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), PATIENCE);
  try {
    return await fetch(address, { credentials: 'same-origin', cache: 'no-store', signal: patience.signal, ...options });
  } catch {
    return null;
  } finally {
    clearTimeout(timer);
  }
}

/** Keep a form's texts as its draft. Says whether the server was reached, and what it answered. */
export async function post(form) {
  const answer = await asked(KEEP, { method: 'POST', body: textsOf(form), headers: { Accept: 'application/json' } });
  if (!answer || answer.status >= 502) return { kind: REACHED.NOT };
  if (answer.redirected || answer.status === 401) return { kind: REACHED.LOGGED_OUT };
  const said = await answer.json().catch(() => ({}));
  return { kind: REACHED.YES, ...said };
}

/** Whether a form that is about to be sent would arrive. */
export async function reach(form) {
  if ('draft' in form.dataset) return (await post(form)).kind !== REACHED.NOT;
  return (await asked('/static/favicon.svg', { method: 'HEAD' })) !== null;
}

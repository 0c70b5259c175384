// The desk's behaviour. Each module does one thing, by data attributes, for what is on the page now and what comes later.
// The order matters where two modules listen to the same event: what may refuse a submit stands before what lets it go.
import './desk/boxes.js';
import './desk/clock.js';
import './desk/when.js';
import './desk/pick.js';
import './desk/propose.js';
import './desk/rows.js';
import './desk/paste.js';
import './desk/popup.js';
import './desk/opens.js';
import './desk/list.js';
import './desk/confirm.js';
import './desk/guard.js';
import './desk/draft.js';
import './desk/files.js';
import './desk/copy.js';
import './desk/offers.js';
import './desk/grow.js';
import './desk/progress.js';
import './desk/keys.js';
import './desk/look.js';
import './desk/page.js';
import './desk/requests.js';
import './desk/scan.js';

document.documentElement.dataset.ready = '1';

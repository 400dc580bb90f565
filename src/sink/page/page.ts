/**
 * The page itself, as it is sent: no framework, no build step. The script puts what comes from a message only into
 * text nodes, and HTML into a frame: `sandbox` without any permission (no script, no form, no pop-up, no way up), under
 * this page's policy, which a `srcdoc` document inherits, and a stricter one of its own. Elements that speak to the
 * browser rather than to the reader (link, meta, base …) are taken out of the parsed tree: a policy does not cover
 * resource hints and refreshes in every browser.
 */

/** Content-Security-Policy of the page. Inline styles are for the HTML of messages; images are data: URLs. */
export const pagePolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "connect-src 'self'",
  'img-src data:',
  "frame-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

export const pageHtml = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>sendmemo sink</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/page.css">
<header><h1>sendmemo sink</h1><span id="count"></span><span id="state" role="status">connecting</span></header>
<main>
<nav aria-label="Messages"><ol id="list"></ol><p id="none">Nothing has come yet. What is sent to this sink appears here.</p></nav>
<article id="detail"><p class="hint">Choose a message.</p></article>
</main>
<script src="/page.js"></script>
</html>
`;

export const pageStyle = `
:root { color-scheme: light dark; --back: #f5f6f8; --card: #fff; --text: #1c2128; --dim: #5d6772; --line: #d9dee4;
  --accent: #0b5cad; --chosen: #e3eefa; --good: #1a6b35; --good-back: #ddf3e3; --warn: #8a4b00; --warn-back: #fdecd2;
  --bad: #a3201d; --bad-back: #fbe1e0; }
@media (prefers-color-scheme: dark) { :root { --back: #15191e; --card: #1d232a; --text: #e3e8ee; --dim: #98a3af;
  --line: #323b45; --accent: #7db8f5; --chosen: #20344a; --good: #8fdcaa; --good-back: #173524; --warn: #f2c078;
  --warn-back: #3a2b12; --bad: #f4a5a2; --bad-back: #43201f; } }
* { box-sizing: border-box; }
html, body { height: 100%; margin: 0; }
body { display: flex; flex-direction: column; background: var(--back); color: var(--text);
  font: 14px/1.45 system-ui, sans-serif; }
header { display: flex; align-items: baseline; gap: 12px; padding: 10px 18px; background: var(--card);
  border-bottom: 1px solid var(--line); }
h1 { font-size: 16px; margin: 0; }
#count { color: var(--dim); }
#state { margin-left: auto; color: var(--dim); }
#state::before { content: ""; display: inline-block; width: 8px; height: 8px; margin-right: 6px; border-radius: 50%;
  background: var(--dim); }
#state.live::before { background: #2da44e; }
#state.gone { color: var(--bad); }
#state.gone::before { background: var(--bad); }
main { flex: 1; display: flex; min-height: 0; }
nav { width: 380px; flex: none; overflow-y: auto; border-right: 1px solid var(--line); background: var(--card); }
#list { list-style: none; margin: 0; padding: 0; }
#none, .hint { padding: 18px; margin: 0; color: var(--dim); }
#list > li { border-bottom: 1px solid var(--line); }
#list a, #list .failed { display: block; padding: 9px 16px 10px; color: inherit; text-decoration: none; }
#list a:hover { background: var(--back); }
#list a[aria-current] { background: var(--chosen); box-shadow: inset 3px 0 var(--accent); }
.row { display: flex; gap: 8px; align-items: baseline; min-width: 0; }
.badges { margin-top: 3px; }
.row:not(.badges) > :first-child { flex: 1; min-width: 0; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.subject { font-weight: 600; }
.dim { color: var(--dim); font-size: 12.5px; }
.failed { color: var(--bad); font-size: 12.5px; overflow-wrap: anywhere; }
.badge { flex: none; padding: 0 7px; border-radius: 9px; font-size: 11.5px; line-height: 18px; white-space: nowrap; }
.good { color: var(--good); background: var(--good-back); }
.warn { color: var(--warn); background: var(--warn-back); }
.bad { color: var(--bad); background: var(--bad-back); }
#detail { flex: 1; min-width: 0; display: flex; flex-direction: column; overflow-y: auto; padding: 18px 22px; gap: 12px; }
#detail > * { flex-shrink: 0; }
#detail > .hint { padding: 0; }
h2 { margin: 0; font-size: 19px; overflow-wrap: anywhere; max-height: 5.6em; overflow-y: auto; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 3px 14px; margin: 0; }
dt { color: var(--dim); }
dd { margin: 0; min-width: 0; overflow-wrap: anywhere; max-height: 6em; overflow-y: auto; }
.remark { margin: 0; padding: 8px 12px; border-radius: 6px; }
.tabs { display: flex; gap: 4px; align-items: center; border-bottom: 1px solid var(--line); }
.tabs button { font: inherit; color: var(--dim); background: none; border: 0; border-bottom: 2px solid transparent;
  padding: 6px 12px; cursor: pointer; }
.tabs button[aria-selected="true"] { color: var(--text); border-bottom-color: var(--accent); font-weight: 600; }
.tabs button:disabled { opacity: 0.4; cursor: default; }
.tabs a { margin-left: auto; }
a { color: var(--accent); }
.files { display: flex; flex-wrap: wrap; gap: 8px; margin: 0; padding: 0; list-style: none; }
.files a { display: flex; gap: 8px; align-items: baseline; max-width: 340px; padding: 5px 11px; white-space: nowrap;
  border: 1px solid var(--line); border-radius: 6px; background: var(--card); text-decoration: none; }
.files bdi { overflow: hidden; text-overflow: ellipsis; }
pre, iframe { flex: 1 0 320px; width: 100%; margin: 0; border: 1px solid var(--line); border-radius: 6px; }
pre { padding: 14px; overflow: auto; background: var(--card); font: 13px/1.5 ui-monospace, monospace;
  white-space: pre-wrap; overflow-wrap: anywhere; }
iframe { background: #fff; color-scheme: light; }
@media (max-width: 760px) { main { flex-direction: column; } nav { width: auto; max-height: 40%; border-right: 0;
  border-bottom: 1px solid var(--line); } }
`;

export const pageScript = String.raw`'use strict';
const byId = (id) => document.getElementById(id);
const [list, detail, state] = ['list', 'detail', 'state'].map(byId);
const messages = new Map();
let run = null;
let chosen = null;

/** Strings become text nodes: nothing of a message is ever read as HTML here. */
function make(name, properties, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

function sizeWords(bytes) {
  const units = ['bytes', 'KiB', 'MiB', 'GiB'];
  let size = bytes;
  let unit = 0;
  while (size >= 1024 && unit < 3) { size /= 1024; unit += 1; }
  return (unit === 0 ? size : size.toFixed(1)) + ' ' + units[unit];
}

function badges({ tls }) {
  const client = tls === null ? null : tls.clientCertificate;
  return [
    tls === null
      ? make('span', { className: 'badge warn' }, 'plain text')
      : make('span', { className: 'badge good' }, tls.version.replace('TLSv', 'TLS ')),
    ...(client === null ? [] : [
      make('span', { className: 'badge ' + (client.error === null ? 'good' : 'bad') },
        client.error === null ? 'client verified' : 'client not verified'),
    ]),
  ];
}

function tlsWords(tls) {
  if (tls === null) return 'none: this message came in plain text';
  const client = tls.clientCertificate;
  return [
    tls.version + ', ' + tls.cipher + (tls.bits > 0 ? ' (' + tls.bits + ' bits)' : ''),
    tls.serverName === null ? 'no server name asked for' : 'asked for ' + tls.serverName + ' (SNI)',
    client === null
      ? 'no client certificate'
      : 'client certificate ' + client.subject + ', issued by ' + client.issuer + ', ' +
        (client.error === null ? 'verified' : 'not verified: ' + client.error),
  ].join('; ');
}

function addMessage(message) {
  messages.set(message.number, message);
  byId('none').hidden = true;
  const { number, subject, sender, recipients, recipientCount, sizeBytes, receivedAt } = message;
  const time = new Date(receivedAt).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit', second: '2-digit' });
  const more = recipientCount > 1 ? ' and ' + (recipientCount - 1) + ' more' : '';
  list.prepend(make('li', {}, make('a', { href: '#' + number, id: 'row-' + number },
    make('div', { className: 'row' },
      make('bdi', { className: 'subject' }, subject || '(no subject)'),
      make('time', { className: 'dim', dateTime: receivedAt }, time)),
    make('div', { className: 'row dim' },
      make('bdi', {}, (sender || '<>') + ' → ' + recipients[0] + more),
      make('span', {}, sizeWords(sizeBytes))),
    make('div', { className: 'row badges' }, ...badges(message)))));
  byId('count').textContent = messages.size + (messages.size === 1 ? ' message' : ' messages');
  if (location.hash === '#' + number) void show();
}

function addFailure({ client, detail: why }) {
  byId('none').hidden = true;
  list.prepend(make('li', {}, make('div', { className: 'failed' },
    'session of ' + (client || 'a client') + ' failed: ' + why)));
}

/** Elements of the head that reach for the network or change the frame, whatever the policies say. */
const unwanted = 'base, embed, frame, frameset, iframe, link, meta, noscript, object, portal, script, template';

async function frameOf(number, { html, attachments }) {
  const parsed = new DOMParser().parseFromString(html, 'text/html');
  for (const one of parsed.querySelectorAll(unwanted)) one.remove();
  for (const image of parsed.querySelectorAll('img[src^="cid:" i]')) {
    const id = '<' + image.getAttribute('src').slice(4) + '>';
    const index = attachments.findIndex((one) => one.contentId === id && /^image\/(png|jpeg|gif|webp)$/.test(one.type));
    if (index !== -1) image.src = await dataUrl(number, index + 1, attachments[index].type);
  }
  const policy = make('meta', { httpEquiv: 'Content-Security-Policy',
    content: "default-src 'none'; style-src 'unsafe-inline'; img-src data:" });
  parsed.head.prepend(policy, make('meta', { name: 'color-scheme', content: 'light' }));
  const frame = make('iframe', { title: 'HTML of the message', referrerPolicy: 'no-referrer' });
  frame.setAttribute('sandbox', '');
  frame.srcdoc = '<!doctype html>' + parsed.documentElement.outerHTML;
  return frame;
}

async function dataUrl(number, part, type) {
  const octets = await (await fetch('/messages/' + number + '/parts/' + part)).blob();
  return await new Promise((done) => {
    const reader = new FileReader();
    reader.onload = () => done(reader.result);
    reader.readAsDataURL(new Blob([octets], { type }));
  });
}

async function show() {
  const number = Number(location.hash.slice(1));
  const message = messages.get(number);
  if (message === undefined) return;
  chosen = number;
  for (const row of list.querySelectorAll('a')) row.removeAttribute('aria-current');
  byId('row-' + number).setAttribute('aria-current', 'true');
  const response = await fetch('/messages/' + number);
  if (chosen !== number) return;
  if (!response.ok) {
    detail.replaceChildren(make('p', { className: 'remark bad' }, await response.text()));
    return;
  }
  const view = await response.json();
  if (chosen === number) detail.replaceChildren(...head(message, view), ...body(number, view));
}

function head(message, { fields, attachments, remark }) {
  const facts = fields.filter(({ name }) => /^(from|sender|reply-to|to|cc|date|message-id)$/i.test(name));
  const more = message.recipientCount - message.recipients.length;
  const terms = [
    ...facts.map(({ name, value }) => [name, value]),
    ['Envelope', (message.sender || '<>') + ' → ' + message.recipients.join(', ') + (more > 0 ? ' and ' + more + ' more' : '')],
    ['Client', message.client],
    ['TLS', tlsWords(message.tls)],
  ];
  return [
    make('h2', { dir: 'auto' }, message.subject || '(no subject)'),
    make('dl', {}, ...terms.flatMap(([term, value]) => [make('dt', {}, term), make('dd', {}, make('bdi', {}, value))])),
    ...(remark === null ? [] : [make('p', { className: 'remark warn' }, remark)]),
    ...(attachments.length === 0 ? [] : [make('ul', { className: 'files' }, ...attachments.map((one, index) =>
      make('li', {}, make('a', { href: '/messages/' + message.number + '/parts/' + (index + 1), download: '', title: one.type },
        make('bdi', {}, one.name || 'attachment ' + (index + 1)),
        make('span', { className: 'dim' }, sizeWords(one.sizeBytes))))))]),
  ];
}

function body(number, view) {
  const place = make('div', { hidden: true });
  const tabs = [
    ['Text', view.text !== null, async () => make('pre', { dir: 'auto' }, view.text)],
    ['HTML', view.html !== null, () => frameOf(number, view)],
    ['Source', true, async () => make('pre', {}, await (await fetch('/messages/' + number + '/source')).text())],
  ].map(([name, has, content]) => {
    const button = make('button', { type: 'button', disabled: !has }, name);
    button.setAttribute('role', 'tab');
    button.onclick = async () => {
      for (const other of tabs) other.setAttribute('aria-selected', String(other === button));
      const made = await content();
      if (chosen === number && button.getAttribute('aria-selected') === 'true') {
        for (const old of detail.querySelectorAll(':scope > pre, :scope > iframe')) old.remove();
        place.after(made);
      }
    };
    return button;
  });
  const bar = make('div', { className: 'tabs' }, ...tabs,
    make('a', { href: '/messages/' + number + '/message.eml', download: '' }, 'Download'));
  bar.setAttribute('role', 'tablist');
  queueMicrotask(() => tabs.find((tab) => !tab.disabled).click());
  return [bar, place];
}

const events = new EventSource('/events');
events.addEventListener('run', ({ data }) => {
  if (run !== null && run !== data) {
    messages.clear();
    list.replaceChildren();
    detail.replaceChildren(make('p', { className: 'hint' }, 'The sink was started again.'));
  }
  run = data;
  state.textContent = 'live';
  state.className = 'live';
});
events.addEventListener('message', ({ data }) => addMessage(JSON.parse(data)));
events.addEventListener('failed', ({ data }) => addFailure(JSON.parse(data)));
events.onerror = () => {
  state.textContent = 'the sink has ended';
  state.className = 'gone';
};
addEventListener('hashchange', () => void show());
`;
